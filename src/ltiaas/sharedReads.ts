import { LtiaasError } from './errors';
import { Lifetime } from './lifetime';

interface SharedRead {
  answer: Promise<unknown>;
  readers: number;
  isOver: boolean;
  lifetime: Lifetime;
}

/**
 * Identical reads of one launch share a call while it is in flight. The call ends early only when all its readers have given up.
 * After a write, new reads of the launch make a new call, so that they see the write.
 */
export class SharedReads {
  readonly #reads = new Map<string, Map<string, SharedRead>>();

  /** The result of `read`, or of a read of the same `path` in flight. `read` must end when its lifetime ends. */
  async get(
    launch: string,
    path: string,
    lifetime: Lifetime,
    read: (lifetime: Lifetime) => Promise<unknown>,
  ): Promise<unknown> {
    if (lifetime.isOver) throw tooLate();
    let reads = this.#reads.get(launch);
    if (reads === undefined) this.#reads.set(launch, (reads = new Map<string, SharedRead>()));
    const shared = reads.get(path) ?? this.#begin(launch, path, reads, lifetime.endsAt, read);
    shared.readers += 1;
    try {
      return await lifetime.limit(shared.answer, () => shared.lifetime.delayedBy ?? tooLate());
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

  /** Later reads of the launch do not join those in flight. Call it after each write, failed ones included. */
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
  return new LtiaasError('timeout', 'LTIAAS did not respond in time.');
}
