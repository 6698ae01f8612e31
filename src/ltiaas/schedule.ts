import { LtiaasError } from './errors';
import type { Lifetime } from './lifetime';

export interface ScheduleLimits {
  /** Calls in flight for one launch. */
  perLaunch: number;
  /** Calls in flight for one platform whose LMS throttles by tool. */
  perPlatform: number;
  /** Calls in flight for this process. */
  perProcess: number;
  /** Calls that may wait for one launch; one more fails as `rateLimited`. */
  waitingPerLaunch: number;
}

/** Which limits apply to a call. */
export interface Turn {
  launch: string;
  /** Set if the LMS throttles by tool: its launches then share a limit. */
  platform: string | undefined;
  lifetime: Lifetime;
}

interface Waiting {
  platform: string | undefined;
  begin: () => void;
}

interface Lane {
  inFlight: number;
  waiting: Set<Waiting>;
}

/** Limits the calls in flight. Launches take turns, so that a large one does not starve the others. */
export class Schedule {
  /** Launches with calls in flight or waiting; the next to start a call is first. */
  readonly #lanes = new Map<string, Lane>();
  readonly #inFlightOf = new Map<string, number>();
  #inFlight = 0;
  #waiting = 0;

  constructor(readonly limits: ScheduleLimits) {}

  /** Calls in flight. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Calls that wait for their turn. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Runs `task` when it is its turn. Throws `LtiaasError` if the launch's queue is full or `lifetime` ends first. */
  async run<T>(turn: Turn, task: () => Promise<T>): Promise<T> {
    const { launch, platform, lifetime } = turn;
    if (lifetime.isOver) throw tooLate();
    let lane = this.#lanes.get(launch);
    if (lane === undefined) this.#lanes.set(launch, (lane = { inFlight: 0, waiting: new Set() }));
    if (this.#waiting === 0 && this.#hasRoom(lane, platform)) this.#start(lane, platform);
    else await this.#wait(lane, turn).finally(() => this.#close(launch, lane));
    try {
      return await task();
    } finally {
      this.#inFlight -= 1;
      lane.inFlight -= 1;
      if (platform !== undefined) this.#count(platform, -1);
      this.#startWaiting();
      this.#close(launch, lane);
    }
  }

  /** Deletes an empty lane. */
  #close(launch: string, lane: Lane): void {
    if (lane.inFlight === 0 && lane.waiting.size === 0) this.#lanes.delete(launch);
  }

  #hasRoom(lane: Lane, platform: string | undefined): boolean {
    return (
      this.#inFlight < this.limits.perProcess &&
      lane.inFlight < this.limits.perLaunch &&
      (platform === undefined || (this.#inFlightOf.get(platform) ?? 0) < this.limits.perPlatform)
    );
  }

  #start(lane: Lane, platform: string | undefined): void {
    this.#inFlight += 1;
    lane.inFlight += 1;
    if (platform !== undefined) this.#count(platform, 1);
  }

  #count(platform: string, change: number): void {
    const inFlight = (this.#inFlightOf.get(platform) ?? 0) + change;
    if (inFlight === 0) this.#inFlightOf.delete(platform);
    else this.#inFlightOf.set(platform, inFlight);
  }

  async #wait(lane: Lane, { platform, lifetime }: Turn): Promise<void> {
    if (lane.waiting.size >= this.limits.waitingPerLaunch) {
      throw new LtiaasError('rateLimited', 'Too many calls are waiting for this launch.', { reached: false });
    }
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        if (lane.waiting.delete(waiting)) this.#waiting -= 1;
        reject(tooLate());
      };
      const begin = () => {
        lifetime.forget(giveUp);
        resolve();
      };
      const waiting: Waiting = { platform, begin };
      lifetime.onEnd(giveUp);
      lane.waiting.add(waiting);
      this.#waiting += 1;
      this.#startWaiting();
    });
  }

  /** Starts waiting calls that the limits allow: one per launch, then the next one of each. */
  #startWaiting(): void {
    for (let started = true; started && this.#waiting > 0;) {
      started = false;
      let left = this.#lanes.size;
      for (const [launch, lane] of this.#lanes) {
        // The remaining lanes have had their turn in this round.
        if (left-- === 0) break;
        if (this.#inFlight >= this.limits.perProcess) return;
        const [next] = lane.waiting;
        if (next === undefined || !this.#hasRoom(lane, next.platform)) continue;
        lane.waiting.delete(next);
        this.#waiting -= 1;
        this.#start(lane, next.platform);
        // Moves the launch to the end.
        this.#lanes.delete(launch);
        this.#lanes.set(launch, lane);
        next.begin();
        started = true;
      }
    }
  }
}

function tooLate(): LtiaasError {
  return new LtiaasError('timeout', 'The operation ended before the call could be made.', { reached: false });
}
