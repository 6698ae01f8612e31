import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { Rejection } from './rejection';

/** A request whose body the host may have read: Express' body parsers set `body`, Google Cloud Functions sets both. */
export type HostRequest = IncomingMessage & { body?: unknown; rawBody?: unknown; originalUrl?: string | undefined };

/**
 * The body if the host has read it, otherwise undefined. Prefers the original bytes. Serializes a parsed body as JSON, so that it
 * passes the same checks.
 */
export function hostBody(request: HostRequest): Readable | undefined {
  const bytes = bytesOf(request);
  if (bytes === undefined) return undefined;
  // Fastify compares the length with the header, which counts the bytes that the client sent.
  const receivedEncodedLength = Number(request.headers['content-length']) || bytes.length;
  return Object.assign(Readable.from(bytes.length === 0 ? [] : [bytes]), { receivedEncodedLength });
}

function bytesOf({ method, body, rawBody, readableDidRead, readableEnded }: HostRequest): Buffer | undefined {
  for (const read of [rawBody, body]) {
    if (typeof read === 'string') return Buffer.from(read);
    if (read instanceof Uint8Array) return Buffer.from(read);
  }
  if (body === undefined || body === null) {
    // Waiting for a body that the host has read would never end.
    if (method === 'POST' && readableDidRead && readableEnded) {
      throw new Rejection(400, 'BAD_REQUEST', 'The server has read the body, but set no "body".');
    }
    return undefined;
  }
  // The parsers of Express 4 set an empty object if they have not read the body.
  if (!readableDidRead && Object.keys(body).length === 0) return undefined;
  try {
    return Buffer.from(JSON.stringify(body));
  } catch {
    throw new Rejection(400, 'BAD_REQUEST', 'The body is not valid JSON.');
  }
}

/** Returns a request listener for the host's server. */
export function answerHostRequests(app: FastifyInstance): (request: HostRequest, response: ServerResponse) => void {
  return (request, response) => {
    // Express removes the matched part from `url`, which can be the whole path.
    request.url = request.originalUrl ?? request.url;
    app.ready().then(
      () => app.routing(request, response),
      () => response.writeHead(500).end(),
    );
  };
}

/** Returns a handler of web requests, which opens no socket. Call this before adding routes. */
export function answerWebRequests(app: FastifyInstance): (request: Request) => Promise<Response> {
  const requests = new AsyncLocalStorage<{ signal: AbortSignal; leave: () => void }>();
  app.addHook('onRequest', (_request, reply, done) => {
    const current = requests.getStore();
    if (current !== undefined) {
      const { signal } = current;
      const leave = (current.leave = () => void reply.raw.destroy());
      signal.addEventListener('abort', leave);
      reply.raw.once('close', () => signal.removeEventListener('abort', leave));
    }
    done();
  });
  return async (request) => {
    await app.ready();
    request.signal.throwIfAborted();
    const { host, pathname, search } = new URL(request.url);
    const headers: Record<string, string> = { host, ...Object.fromEntries(request.headers) };
    // Without either header, Fastify would ignore the body.
    if (request.body !== null && headers['content-length'] === undefined) headers['transfer-encoding'] = 'chunked';
    const options = {
      method: request.method as 'GET',
      url: pathname + search,
      headers,
      // A stream, so that the limit of the body is checked while it arrives.
      ...(request.body !== null && { payload: Readable.fromWeb(request.body) }),
      payloadAsStream: true as const,
    };
    const current = { signal: request.signal, leave: () => {} };
    const answer = await requests
      .run(current, async () => await app.inject(options))
      .catch((error: unknown) => {
        request.signal.throwIfAborted();
        throw error;
      });
    const isEmpty = request.method === 'HEAD' || [204, 205, 304].includes(answer.statusCode);
    return new Response(isEmpty ? null : toWebStream(answer.stream(), () => current.leave()), {
      status: answer.statusCode,
      headers: Object.entries(answer.headers).flatMap(([name, value]) =>
        ofConnection.has(name) || value === undefined ? [] : [value].flat().map((part) => [name, String(part)]),
      ) as [string, string][],
    });
  };
}

/**
 * The body, whose reader can cancel it. `Readable.toWeb` of Node 20 throws an uncaught exception if that happens while data is
 * waiting, which ends the process. `leave` ends the response.
 */
function toWebStream(stream: Readable, leave: () => void): ReadableStream<Uint8Array> {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>;
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: () => {
      leave();
      stream.destroy();
    },
  });
}

/** Headers of the connection to the client, which the host controls. */
const ofConnection = new Set(['connection', 'keep-alive', 'transfer-encoding']);
