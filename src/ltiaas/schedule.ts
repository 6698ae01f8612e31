import { LRUCache } from 'lru-cache';
import { LtiaasError } from './errors';
import type { Lifetime } from './lifetime';
import { PlatformLimit, type ThrottleDurations } from './platformLimit';

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
  /** Identifies the limit: the LMS, LTIAAS for calls that do not reach an LMS, or the launch while its LMS is unknown. */
  platform: string;
  /** Whether the LMS throttles by tool: its launches then share `perPlatform` calls. */
  throttlesByTool: boolean;
  lifetime: Lifetime;
}

interface Waiting {
  platform: PlatformLimit;
  begin: () => void;
}

interface Lane {
  inFlight: number;
  waiting: Set<Waiting>;
}

/** Limits the calls in flight. Serves launches in rotation, so that a large one does not starve the others. */
export class Schedule {
  /** Launches with calls in flight or waiting; the next to start a call is first. */
  readonly #lanes = new Map<string, Lane>();
  readonly #platforms = new LRUCache<string, PlatformLimit>({ max: 1000 });
  #inFlight = 0;
  #waiting = 0;

  constructor(
    readonly limits: ScheduleLimits,
    private readonly durations: ThrottleDurations,
  ) {}

  /** Calls in flight. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Calls that wait for their turn. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Platforms whose limit is reduced because they throttled. */
  get reducedPlatforms(): number {
    return [...this.#platforms.values()].filter(({ isReduced }) => isReduced).length;
  }

  /** How many calls of one launch may be in flight now. Remembers nothing: callers with an invented credential may ask, too. */
  allowed({ platform, throttlesByTool }: Pick<Turn, 'platform' | 'throttlesByTool'>): number {
    const { perLaunch, perProcess, perPlatform } = this.limits;
    const max = throttlesByTool ? perPlatform : perProcess;
    return Math.min(perLaunch, max, this.#platforms.peek(platform)?.allowed ?? max);
  }

  /** Runs `task` when it is its turn. Throws `LtiaasError` if the launch's queue is full or `lifetime` ends first. */
  async run<T>(turn: Turn, task: () => Promise<T>): Promise<T> {
    const { launch, lifetime } = turn;
    if (lifetime.isOver) throw tooLate();
    const platform = this.#platform(turn);
    let lane = this.#lanes.get(launch);
    if (lane === undefined) this.#lanes.set(launch, (lane = { inFlight: 0, waiting: new Set() }));
    if (this.#waiting === 0 && this.#hasRoom(lane, platform)) this.#start(lane, platform);
    else await this.#wait(lane, platform, lifetime).finally(() => this.#close(launch, lane));
    const sentAt = performance.now();
    try {
      const result = await task();
      platform.noteResponse(sentAt);
      return result;
    } catch (error) {
      if (error instanceof LtiaasError) this.#noteFailure(platform, sentAt, error);
      throw error;
    } finally {
      this.#inFlight -= 1;
      lane.inFlight -= 1;
      platform.inFlight -= 1;
      this.#startWaiting();
      this.#close(launch, lane);
    }
  }

  #noteFailure(platform: PlatformLimit, sentAt: number, { kind, status, retryAfterSeconds }: LtiaasError): void {
    if (kind === 'rateLimited') {
      const pauseMs = platform.noteThrottling(sentAt, retryAfterSeconds);
      if (pauseMs > 0) platform.pause(pauseMs, () => this.#startWaiting());
    } else if (status !== undefined && status < 500) platform.noteResponse(sentAt);
  }

  #platform({ platform, throttlesByTool }: Pick<Turn, 'platform' | 'throttlesByTool'>): PlatformLimit {
    const max = throttlesByTool ? this.limits.perPlatform : this.limits.perProcess;
    let limit = this.#platforms.get(platform);
    if (limit === undefined) this.#platforms.set(platform, (limit = new PlatformLimit(max, this.durations)));
    limit.lower(max);
    return limit;
  }

  /** Deletes an empty lane. */
  #close(launch: string, lane: Lane): void {
    if (lane.inFlight === 0 && lane.waiting.size === 0) this.#lanes.delete(launch);
  }

  #hasRoom(lane: Lane, platform: PlatformLimit): boolean {
    return this.#inFlight < this.limits.perProcess && lane.inFlight < this.limits.perLaunch && platform.hasRoom;
  }

  #start(lane: Lane, platform: PlatformLimit): void {
    this.#inFlight += 1;
    lane.inFlight += 1;
    platform.inFlight += 1;
  }

  async #wait(lane: Lane, platform: PlatformLimit, lifetime: Lifetime): Promise<void> {
    if (lane.waiting.size >= this.limits.waitingPerLaunch) {
      throw new LtiaasError('rateLimited', 'Too many calls are waiting for this launch.', { reached: false });
    }
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        if (lane.waiting.delete(waiting)) this.#waiting -= 1;
        reject(lifetime.delayedBy ?? tooLate());
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
