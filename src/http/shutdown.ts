import { Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Durations } from '../config/durations';
import { type NoteRejection, Rejection, rejectConnection } from './rejection';

export interface StopTimes {
  /** How long requests are served as before, for balancers to see that the gateway is leaving; in ms. */
  delayMs: number;
  /** How long those in flight may take from then on, in ms. */
  graceMs: number;
}

const pollMs = 10;

/** Ends a server in stages, so that what was admitted is answered and what is not is told so. */
export class Drain {
  #stage: 'serving' | 'leaving' | 'closing' = 'serving';
  /** Requests whose headers have come and that are not answered yet, by connection: some send one before the last is answered. */
  readonly #open = new Map<Socket, Set<FastifyReply>>();
  /** Connections on which no request has come yet, and the requests that were the first on theirs. */
  readonly #fresh = new Set<Socket>();
  readonly #firsts = new WeakSet<FastifyRequest>();

  /** Watches every request of `app`; to be called before its routes are added. */
  constructor(
    private readonly app: FastifyInstance,
    private readonly durations: Durations,
    private readonly noteRejection: NoteRejection | undefined,
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
      // Not `onResponse`, which does not come where the client has gone.
      reply.raw.once('close', () => {
        open.delete(reply);
        if (open.size === 0) this.#open.delete(socket);
      });
    });
    app.addHook('onSend', async (_request, reply) => {
      if (this.#stage !== 'serving') reply.header('connection', 'close');
    });
  }

  /** Whether new requests are welcome. */
  get isReady(): boolean {
    return this.#stage === 'serving';
  }

  /**
   * Refuses requests to the routes of `app` that come too late. Their bodies are read before, so that the answer gets through. The
   * first of a connection is served: whoever got that could not know.
   */
  guard(app: FastifyInstance): void {
    app.addHook('preHandler', async (request) => {
      if (this.#stage === 'closing' && !this.#firsts.has(request))
        throw new Rejection(503, 'RATE_LIMITED', 'The gateway is stopping.', 1);
    });
  }

  /** Stops in `delayMs`, plus `graceMs` at most. */
  async stop({ delayMs, graceMs }: StopTimes): Promise<void> {
    this.#stage = 'leaving';
    if (delayMs > 0) await wait(delayMs);
    this.#stage = 'closing';
    // Only the listener: Node's own `close` of an HTTP server also cuts kept connections on which a request may be on its way,
    // and no longer looks for requests that take too long to arrive.
    Server.prototype.close.call(this.app.server);
    const closedAt = performance.now();
    // A balancer may be about to use a connection that it has just opened.
    const { arrivalMs, firstByteMs } = this.durations;
    const isWaitedFor = ({ request }: FastifyReply) =>
      performance.now() - closedAt < (request.raw.complete ? graceMs : arrivalMs);
    const isFirstAwaited = () => this.#fresh.size > 0 && performance.now() - closedAt < firstByteMs;
    while (isFirstAwaited() || [...this.#open.values()].some((open) => [...open].some(isWaitedFor))) await wait(pollMs);
    this.app.server.closeAllConnections();
    await this.app.close();
  }

  /** Tells a client that what it sends is no request, unless one that is in work on the same connection would seem refused by it. */
  reject(error: NodeJS.ErrnoException, socket: Socket): void {
    const inWork = [...this.#openOn(socket)].filter(({ request }) => request.raw.complete);
    if (inWork.length === 0) return rejectConnection(error, socket, this.noteRejection);
    for (const reply of inWork) reply.header('connection', 'close');
  }

  #openOn(socket: Socket): Set<FastifyReply> {
    return this.#open.get(socket) ?? new Set();
  }
}
