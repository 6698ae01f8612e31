import { Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Durations } from '../config/durations';
import type { Metrics } from '../observability/metrics';
import { Rejection, rejectConnection } from './rejection';

const pollMs = 10;

/** Stops a server in stages: accepted requests are answered, later ones are rejected. */
export class Drain {
  #stage: 'serving' | 'notReady' | 'closing' = 'serving';
  /**
   * Requests in flight, from the headers to the end of the response. Pipelining clients have several on one connection. Not a Set:
   * the tables that it leaves behind when it grows would keep finished requests in memory until the next full garbage collection.
   */
  readonly #open: FastifyReply[] = [];
  /** Connections without a request yet, and the requests that were the first of their connection. */
  readonly #fresh = new Set<Socket>();
  readonly #firsts = new WeakSet<FastifyRequest>();

  /** Tracks every request of `app`. Create this before adding routes. */
  constructor(
    private readonly app: FastifyInstance,
    private readonly durations: Durations,
    private readonly metrics: Metrics | undefined,
  ) {
    app.server.on('connection', (socket: Socket) => {
      this.#fresh.add(socket);
      socket.once('close', () => this.#fresh.delete(socket));
    });
    app.addHook('onRequest', (request, reply, done) => {
      if (this.#fresh.delete(request.raw.socket)) this.#firsts.add(request);
      this.#open.push(reply);
      // Not `onResponse`, which is not called after the client has disconnected.
      reply.raw.once('close', () => this.#open.splice(this.#open.indexOf(reply), 1));
      done();
    });
    app.addHook('onSend', (_request, reply, _payload, done) => {
      if (this.#stage !== 'serving') reply.header('connection', 'close');
      done();
    });
  }

  /** Whether new requests are accepted. */
  get isReady(): boolean {
    return this.#stage === 'serving';
  }

  /**
   * Rejects requests to the routes of `app` that arrive after the server has closed. Their bodies are read first, or the client might
   * not receive the response. The first request of a connection is served: its client could not know.
   */
  guard(app: FastifyInstance): void {
    app.addHook('preHandler', (request, _reply, done) => {
      if (this.#stage !== 'closing' || this.#firsts.has(request)) return done();
      done(new Rejection(503, 'RATE_LIMITED', 'The gateway is stopping.', 1));
    });
  }

  /**
   * Serves requests as usual for `delayMs`, until load balancers have noticed that the gateway is not ready. Requests in flight may
   * take `graceMs` after that.
   */
  async stop(delayMs: number, graceMs: number): Promise<void> {
    this.#stage = 'notReady';
    if (delayMs > 0) await wait(delayMs);
    this.#stage = 'closing';
    // Close only the listener. The `close` of an HTTP server also closes idle connections, on which a request may be on its way, and
    // stops checking for requests that take too long to arrive.
    Server.prototype.close.call(this.app.server);
    const closedAt = performance.now();
    // A load balancer may be about to send a request on a new connection.
    const { arrivalMs, firstByteMs } = this.durations;
    const isWaitedFor = ({ request }: FastifyReply) =>
      performance.now() - closedAt < (request.raw.complete ? graceMs : arrivalMs);
    const isFirstAwaited = () => this.#fresh.size > 0 && performance.now() - closedAt < firstByteMs;
    while (isFirstAwaited() || this.#open.some(isWaitedFor)) await wait(pollMs);
    this.app.server.closeAllConnections();
    await this.app.close();
  }

  /** Rejects bytes that are not a request, unless the client would mistake the rejection for the response to an earlier request. */
  reject(error: NodeJS.ErrnoException, socket: Socket): void {
    const inFlight = this.#open.filter(({ request: { raw } }) => raw.socket === socket && raw.complete);
    if (inFlight.length === 0) return rejectConnection(error, socket, this.metrics);
    for (const reply of inFlight) reply.header('connection', 'close');
  }
}
