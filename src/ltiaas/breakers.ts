import { LRUCache } from 'lru-cache';
import type { Durations } from '../config/durations';
import { LtiaasError } from './errors';

/** How long what is down is told of after its last call. */
const forgottenAfterMs = 60_000;

interface Troubled {
  failures: number;
  /** In ms of `performance.now()`. */
  nextProbeAt: number;
}

/**
 * Spares what is down, and those who wait for it: after failures in a row, calls are refused at once but for one every few
 * seconds, whose answer lets all through again. Kept by what is called, so that one dead LMS costs the others nothing.
 */
export class Breakers {
  readonly #troubled = new LRUCache<string, Troubled>({ max: 10_000 });
  /** Calls that were refused, since the start. */
  refusals = 0;

  constructor(
    /** Failures in a row after which calls are no longer made. */
    private readonly failuresToOpen: number,
    private readonly durations: Durations,
  ) {}

  /** Throws `LtiaasError` where `target` is down and no probe is due. */
  admit(target: string): void {
    const troubled = this.#troubled.get(target);
    if (troubled === undefined || troubled.failures < this.failuresToOpen) return;
    const now = performance.now();
    if (now < troubled.nextProbeAt) {
      this.refusals += 1;
      throw new LtiaasError('unavailable', 'LTIAAS or the LMS has not been answering and is left alone for a while.', {
        reached: false,
        retryAfterSeconds: Math.ceil((troubled.nextProbeAt - now) / 1000),
      });
    }
    troubled.nextProbeAt = now + this.durations.breakerProbeMs;
  }

  /** How many are down, of those that somebody has lately called: of the others nobody knows. */
  get open(): number {
    const since = performance.now() - forgottenAfterMs;
    return [...this.#troubled.values()].filter(
      ({ failures, nextProbeAt }) => failures >= this.failuresToOpen && nextProbeAt > since,
    ).length;
  }

  /** To be called when a call was answered. */
  noteAnswer(target: string): void {
    this.#troubled.delete(target);
  }

  /** To be called when a call has failed. */
  noteFailure(target: string, error: unknown): void {
    if (!(error instanceof LtiaasError)) return;
    if (isSignOfDeath(error)) this.#count(target);
    // A call that nobody waited for any longer tells neither.
    else if (error.kind !== 'timeout') this.noteAnswer(target);
  }

  #count(target: string): void {
    const { failures = 0, nextProbeAt = 0 } = this.#troubled.get(target) ?? {};
    const isOpening = failures + 1 === this.failuresToOpen;
    // What was under way by then may fail much later: it must not put the next probe off.
    this.#troubled.set(target, {
      failures: failures + 1,
      nextProbeAt: isOpening ? performance.now() + this.durations.breakerProbeMs : nextProbeAt,
    });
  }
}

/** No answer, or a proxy's word that there is none. Whatever else an answer says, a 408 or 425 too, somebody has given it. */
function isSignOfDeath({ isPassing, kind, status = 599 }: LtiaasError): boolean {
  return isPassing && ['timeout', 'unavailable'].includes(kind) && status >= 500;
}
