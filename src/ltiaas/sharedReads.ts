import { LtiaasError } from './errors';
import { Lifetime } from './lifetime';

interface SharedRead {
  answer: Promise<unknown>;
  readers: number;
  isOver: boolean;
  lifetime: Lifetime;
}

/**
 * Identical reads of one launch at the same time are one call. A reader that gives up leaves the others theirs; the call ends
 * when nobody is left. After a write of the launch its reads are made anew, so that everyone reads their own writes.
 */
export class SharedReads {
  readonly #reads = new Map<string, Map<string, SharedRead>>();

  /** What `read` answers, or a read of the same `path` that is under way. `read` is to end with the lifetime that it gets. */
  async get(
    launch: string,
    path: string,
    lifetime: Lifetime,
    read: (lifetime: Lifetime) => Promise<unknown>,
  ): Promise<unknown> {
    // Nobody would wait for it.
    if (lifetime.isOver) throw tooLate();
    let reads = this.#reads.get(launch);
    if (reads === undefined) this.#reads.set(launch, (reads = new Map<string, SharedRead>()));
    const shared = reads.get(path) ?? this.#begin(launch, path, reads, lifetime.endsAt, read);
    shared.readers += 1;
    try {
      return await lifetime.limit(shared.answer, tooLate);
    } finally {
      shared.readers -= 1;
      if (shared.readers === 0 && !shared.isOver) {
        this.#forget(launch, path, shared);
        shared.lifetime.end();
      }
    }
  }

  #begin(
    launch: string,
    path: string,
    reads: Map<string, SharedRead>,
    endsAt: number,
    read: (lifetime: Lifetime) => Promise<unknown>,
  ): SharedRead {
    const lifetime = new Lifetime(endsAt);
    const shared: SharedRead = { readers: 0, isOver: false, lifetime, answer: read(lifetime) };
    reads.set(path, shared);
    const finish = () => {
      shared.isOver = true;
      this.#forget(launch, path, shared);
    };
    shared.answer.then(finish, finish);
    return shared;
  }

  /** Lets nobody else join the launch's reads. To be called when a write of it has ended, however it did. */
  forget(launch: string): void {
    this.#reads.delete(launch);
  }

  #forget(launch: string, path: string, shared: SharedRead): void {
    const reads = this.#reads.get(launch);
    if (reads?.get(path) !== shared) return;
    reads.delete(path);
    if (reads.size === 0) this.#reads.delete(launch);
  }
}

function tooLate(): LtiaasError {
  return new LtiaasError('timeout', 'LTIAAS did not answer in time.');
}
