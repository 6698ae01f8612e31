import type { Logger } from 'pino';
import { type Connection, connect, SlowRedis, within } from './connection';

/** How long an operation waits for Redis, in ms. */
const patienceMs = 50;
/** How long it waits on a new connection, where all is done for the first time. */
const firstMs = 1000;
/** How often in a row it may be slow until nobody waits for it: a busy machine makes it so now and then. */
const maxSlow = 3;
/** How long after a failure Redis is tried again, in ms. */
const retryMs = 1000;

/**
 * The way to Redis. Where that is gone, or slow again and again, nobody waits for it any more: it is tried anew from time to time,
 * by a new connection, so that it makes no difference what befell the old one.
 */
export class RedisLink {
  #connection: Connection | undefined;
  #retry: NodeJS.Timeout | undefined;
  #isClosed = false;
  #isLost = false;
  #slowInARow = 0;
  failures = 0;

  constructor(
    private readonly url: string,
    private readonly logger: Logger,
    /** Does all that is going to be asked of Redis; rejects where it cannot. */
    private readonly check: (connection: Connection) => Promise<unknown>,
    private readonly onUp: () => void,
  ) {}

  get isUp(): boolean {
    return this.#connection !== undefined;
  }

  /** Tries to connect. What comes of it is seen in {@link isUp}. */
  async open(): Promise<void> {
    let broken: Error | undefined;
    let connection: Connection | undefined;
    try {
      connection = await connect(this.url, (error) => {
        broken = error;
        if (connection !== undefined) this.#lose(connection, error);
      });
      await within(firstMs, this.check(connection));
      await within(patienceMs, this.check(connection));
      if (broken !== undefined) throw broken;
      if (this.#isClosed) return connection.end();
      this.#connection = connection;
      this.#slowInARow = 0;
      if (this.#isLost) this.logger.info('Redis is back');
      this.#isLost = false;
      this.onUp();
    } catch (error) {
      connection?.end();
      this.#tellLoss(error);
      this.#tryAgain();
    }
  }

  /** What `command` comes to; undefined where Redis is gone, fails, or takes longer than `ms`. Never rejects. */
  async ask<T>(command: (connection: Connection) => Promise<T>, ms = patienceMs): Promise<T | undefined> {
    const connection = this.#connection;
    if (connection === undefined) return undefined;
    try {
      const answer = await within(ms, command(connection));
      this.#slowInARow = 0;
      return answer;
    } catch (error) {
      // Whoever waits for longer has to know.
      const isSlowOnce = error instanceof SlowRedis && ms === patienceMs && (this.#slowInARow += 1) < maxSlow;
      // A value that is not ours says nothing of Redis.
      if (!isSlowOnce && reasonOf(error) !== 'WRONGTYPE') this.#lose(connection, error);
      return undefined;
    }
  }

  /** Ends the connection when what is under way has ended, or soon. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    const connection = this.#connection;
    if (connection === undefined) return;
    this.#connection = undefined;
    await within(patienceMs, connection.close()).catch(() => {});
    connection.end();
  }

  #lose(connection: Connection, error: unknown): void {
    if (this.#connection !== connection) return;
    this.#connection = undefined;
    connection.end();
    this.#tellLoss(error);
    this.#tryAgain();
  }

  #tellLoss(error: unknown): void {
    this.failures += 1;
    if (this.#isLost || this.#isClosed) return;
    this.#isLost = true;
    this.logger.warn({ reason: reasonOf(error) }, 'Redis is lost: this replica goes by its own memory');
  }

  #tryAgain(): void {
    if (!this.#isClosed) this.#retry = setTimeout(() => void this.open(), retryMs);
  }
}

/** Such as ECONNREFUSED, or what Redis' own errors begin with, such as WRONGPASS; the rest of a message could quote a secret. */
function reasonOf(error: unknown): string {
  const { code, message, constructor } = error as NodeJS.ErrnoException;
  return code ?? /^[A-Z]{3,}\b/.exec(message)?.[0] ?? constructor.name;
}
