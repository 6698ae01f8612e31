import { LtiaasError } from './errors';

export interface ScheduleLimits {
  /** Calls in flight for one launch. */
  perLaunch: number;
  /** Calls in flight for this process. */
  perProcess: number;
  /** Calls that may wait for one launch; one more is refused as `rateLimited`. */
  waitingPerLaunch: number;
}

interface Lane {
  inFlight: number;
  waiting: Set<() => void>;
}

/** How many calls go out at once, for whom: launches take turns, so that a large one does not starve the others. */
export class Schedule {
  readonly #lanes = new Map<string, Lane>();
  /** Lanes that could start a call if the process had room, the longest unserved first. */
  readonly #ready = new Set<Lane>();
  #inFlight = 0;

  constructor(private readonly limits: ScheduleLimits) {}

  /** Runs `task` when it is its turn. Throws `LtiaasError` where the lane is full or `signal` ends the wait. */
  async run<T>(launch: string, signal: AbortSignal, task: () => Promise<T>): Promise<T> {
    const lane = this.#lane(launch);
    await this.#turn(lane, signal);
    try {
      return await task();
    } finally {
      this.#inFlight -= 1;
      lane.inFlight -= 1;
      if (lane.waiting.size > 0) this.#ready.add(lane);
      else if (lane.inFlight === 0) this.#lanes.delete(launch);
      this.#startNext();
    }
  }

  #lane(launch: string): Lane {
    let lane = this.#lanes.get(launch);
    if (lane === undefined) this.#lanes.set(launch, (lane = { inFlight: 0, waiting: new Set() }));
    return lane;
  }

  #turn(lane: Lane, signal: AbortSignal): Promise<void> | void {
    const lateForAll = this.#ready.size > 0 || this.#inFlight >= this.limits.perProcess;
    if (!lateForAll && lane.waiting.size === 0 && lane.inFlight < this.limits.perLaunch) return this.#start(lane);
    if (lane.waiting.size >= this.limits.waitingPerLaunch) {
      throw new LtiaasError('rateLimited', 'Too many calls are waiting for this launch.', { reached: false });
    }
    return new Promise((resolve, reject) => {
      const begin = () => {
        signal.removeEventListener('abort', giveUp);
        this.#start(lane);
        resolve();
      };
      const giveUp = () => {
        lane.waiting.delete(begin);
        if (lane.waiting.size === 0) this.#ready.delete(lane);
        reject(new LtiaasError('timeout', 'The operation ended before its turn came.', { reached: false }));
      };
      if (signal.aborted) return giveUp();
      signal.addEventListener('abort', giveUp, { once: true });
      lane.waiting.add(begin);
      if (lane.inFlight < this.limits.perLaunch) this.#ready.add(lane);
    });
  }

  #start(lane: Lane): void {
    this.#inFlight += 1;
    lane.inFlight += 1;
  }

  #startNext(): void {
    while (this.#inFlight < this.limits.perProcess) {
      const [lane] = this.#ready;
      if (lane === undefined) return;
      this.#ready.delete(lane);
      const [begin] = lane.waiting;
      if (begin === undefined) continue;
      lane.waiting.delete(begin);
      begin();
      if (lane.waiting.size > 0 && lane.inFlight < this.limits.perLaunch) this.#ready.add(lane);
    }
  }
}
