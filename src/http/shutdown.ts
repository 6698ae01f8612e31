import { Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Durations } from '../config/durations';
import type { Metrics } from '../observability/metrics';
import { Rejection, rejectConnection } from './rejection';

export interface StopTimes {
  /** How long requests are still served as usual, until load balancers have noticed that the gateway is not ready; in ms. */
  delayMs: number;
  /** How long requests in flight may take after that, in ms. */
  graceMs: number;
}

const pollMs = 10;

/** Stops a server in stages: accepted requests are answered, later ones are rejected. */
export class Drain {
  #stage: 'serving' | 'notReady' | 'closing' = 'serving';
  /** Requests in flight by connection, from the headers to the end of the response. Pipelining clients have several on one. */
  readonly #open = new Map<Socket, Set<FastifyReply>>();
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
    app.addHook('onRequest', async (request, reply) => {
      const { socket } = request.raw;
      if (this.#fresh.delete(socket)) this.#firsts.add(request);
      const open = this.#openOn(socket).add(reply);
      this.#open.set(socket, open);
      // Not `onResponse`, which is not called after the client has disconnected.
      reply.raw.once('close', () => {
        open.delete(reply);
        if (open.size === 0) this.#open.delete(socket);
      });
    });
    app.addHook('onSend', async (_request, reply) => {
      if (this.#stage !== 'serving') reply.header('connection', 'close');
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
    app.addHook('preHandler', async (request) => {
      if (this.#stage === 'closing' && !this.#firsts.has(request))
        throw new Rejection(503, 'RATE_LIMITED', 'The gateway is stopping.', 1);
    });
  }

  /** Stops in `delayMs`, plus `graceMs` at most. */
  async stop({ delayMs, graceMs }: StopTimes): Promise<void> {
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
    while (isFirstAwaited() || [...this.#open.values()].some((open) => [...open].some(isWaitedFor))) await wait(pollMs);
    this.app.server.closeAllConnections();
    await this.app.close();
  }

  /** Rejects bytes that are not a request, unless the client would mistake the rejection for the response to an earlier request. */
  reject(error: NodeJS.ErrnoException, socket: Socket): void {
    const inFlight = [...this.#openOn(socket)].filter(({ request }) => request.raw.complete);
    if (inFlight.length === 0) return rejectConnection(error, socket, this.metrics);
    for (const reply of inFlight) reply.header('connection', 'close');
  }

  #openOn(socket: Socket): Set<FastifyReply> {
    return this.#open.get(socket) ?? new Set();
  }
}
