import type { Logger } from 'pino';
import { type Connection, connect, SlowRedis, within } from './connection';

/** The timeout of a command, in ms. */
const timeoutMs = 50;
/** The timeout of the first commands on a new connection, in ms: the first run of a script is slow. */
const firstTimeoutMs = 1000;
/** Consecutive timeouts after which Redis counts as unavailable. A busy machine causes single ones. */
const maxSlow = 3;
/** How long after a failure the gateway tries to reconnect, in ms. */
const retryMs = 1000;

/**
 * Keeps a connection to Redis. While Redis is unavailable or repeatedly slow, commands return at once, and the link tries to
 * reconnect at intervals. It always makes a new connection, so that the state of the old one does not matter.
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
    /** Tries every kind of command that the gateway uses. Rejects if one fails. */
    private readonly check: (connection: Connection) => Promise<unknown>,
    private readonly onUp: () => void,
  ) {}

  get isUp(): boolean {
    return this.#connection !== undefined;
  }

  /** Tries to connect. {@link isUp} shows the result. */
  async open(): Promise<void> {
    let broken: Error | undefined;
    let connection: Connection | undefined;
    try {
      connection = await connect(this.url, (error) => {
        broken = error;
        if (connection !== undefined) this.#lose(connection, error);
      });
      await within(firstTimeoutMs, this.check(connection));
      await within(timeoutMs, this.check(connection));
      if (broken !== undefined) throw broken;
      if (this.#isClosed) return connection.end();
      this.#connection = connection;
      this.#slowInARow = 0;
      if (this.#isLost) this.logger.info('Redis is available again');
      this.#isLost = false;
      this.onUp();
    } catch (error) {
      connection?.end();
      this.#noteLoss(error);
      this.#retryLater();
    }
  }

  /** The result of `command`; undefined if Redis is unavailable, fails, or takes longer than `ms`. Never rejects. */
  async ask<T>(command: (connection: Connection) => Promise<T>, ms = timeoutMs): Promise<T | undefined> {
    const connection = this.#connection;
    if (connection === undefined) return undefined;
    try {
      const answer = await within(ms, command(connection));
      this.#slowInARow = 0;
      return answer;
    } catch (error) {
      // A caller with a longer timeout needs a definite result: one timeout of its own is enough.
      const isSlowOnce = error instanceof SlowRedis && ms === timeoutMs && (this.#slowInARow += 1) < maxSlow;
      // Another program's value under our name does not mean that Redis fails.
      if (!isSlowOnce && reasonOf(error) !== 'WRONGTYPE') this.#lose(connection, error);
      return undefined;
    }
  }

  /** Closes the connection after the commands in flight, or after a short timeout. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    const connection = this.#connection;
    if (connection === undefined) return;
    this.#connection = undefined;
    await within(timeoutMs, connection.client.close()).catch(() => {});
    connection.end();
  }

  #lose(connection: Connection, error: unknown): void {
    if (this.#connection !== connection) return;
    this.#connection = undefined;
    connection.end();
    this.#noteLoss(error);
    this.#retryLater();
  }

  #noteLoss(error: unknown): void {
    this.failures += 1;
    if (this.#isLost || this.#isClosed) return;
    this.#isLost = true;
    this.logger.warn({ reason: reasonOf(error) }, 'Redis is unavailable: this replica uses its own memory only');
  }

  #retryLater(): void {
    if (!this.#isClosed) this.#retry = setTimeout(() => void this.open(), retryMs);
  }
}

/** An error code such as ECONNREFUSED, or the first word of a Redis error, such as WRONGPASS. The rest could quote a secret. */
function reasonOf(error: unknown): string {
  const { code, message, constructor } = error as NodeJS.ErrnoException;
  return code ?? /^[A-Z]{3,}\b/.exec(message)?.[0] ?? constructor.name;
}
