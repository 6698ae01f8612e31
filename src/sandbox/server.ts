import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type AdminParts, answerAdmin } from './adminRoutes';
import type { LaunchBook } from './ltiaas/launchBook';
import { ownError, type Answer } from './ltiaas/errors';
import { Launch } from './ltiaas/launch';
import type { Ltiaas } from './ltiaas/ltiaas';
import { readRoute, type Route } from './ltiaas/route';
import type { LoggedRequest } from './requestLog';
import { replacement, send } from './sending';
import type { Throttles } from './throttles';

/** The parts that handle a request. */
export interface ServerParts extends AdminParts {
  readonly ltiaas: Ltiaas;
  readonly launches: LaunchBook;
  readonly throttles: Throttles;
  /** Whether to compress responses for clients that accept it. */
  readonly compress: boolean;
}

/** An HTTP server that simulates LTIAAS: logs each request, applies the throttles and the faults, and responds. */
export function createSandboxServer(parts: ServerParts): Server {
  return createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    answer(parts, request, response).catch((error: unknown) => {
      if (response.headersSent || request.destroyed) return response.destroy();
      // An error in the sandbox itself: its developers need the stack.
      response.writeHead(500).end(error instanceof Error ? error.stack : String(error));
    });
  });
}

async function answer(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { authorization, ...headers } = request.headers;
  const { method = 'GET', url: path = '/' } = request;
  // The admin routes return scores, so only this machine may use them, even if the server listens on another address.
  if (path.startsWith('/_sandbox/') && isLoopback(request)) {
    return send(response, answerAdmin(parts, method, path, parse(await readBody(request))), {});
  }
  const route = readRoute(path);
  const found = parts.launches.find(authorization, route.name);
  const launch = found instanceof Launch ? found : undefined;
  const logged: LoggedRequest = {
    method,
    path,
    route: route.name,
    ...(route.lineItemId !== undefined && { lineItemId: route.lineItemId }),
    query: route.query,
    ...(launch && { launch }),
    headers,
    status: 0,
    startedAt: Date.now(),
  };
  parts.log.start(logged);
  const entered = parts.throttles.enter(logged);
  const end = () => {
    parts.log.end(logged);
    if (typeof entered === 'function') entered();
  };
  response.once('close', end);
  const fault = parts.faults.fire(logged);

  const text = await readBody(request);
  if (text !== '') logged.body = parse(text) ?? text;
  if (typeof entered !== 'function') {
    logged.status = entered.status;
    return send(response, entered, {}, end);
  }
  if (fault.delayMs !== undefined) await wait(fault.delayMs);
  if (fault.until !== undefined) await fault.until;
  if (fault.reset === 'before') return void response.destroy();
  if (fault.hang) return;

  const replaces = fault.status !== undefined || fault.body !== undefined;
  const work = () => (found instanceof Launch ? doWork(parts, method, route, found, text, fault.clockOffsetMs) : found);
  const worked = replaces && !fault.workFirst ? undefined : work();
  if (fault.reset === 'after') return void response.destroy();
  if (fault.hangAfterWork) return;

  const real =
    replaces || !worked ? replacement(fault) : { ...worked, headers: { ...worked.headers, ...fault.headers } };
  const outgoing = fault.rewrite ? fault.rewrite(real) : real;
  logged.status = outgoing.status;
  // A client may send its next request before the server notices the end of this one, so this one ends before its last byte.
  const gzip = parts.compress && /\bgzip\b/.test(headers['accept-encoding']?.toString() ?? '');
  await send(response, outgoing, fault, end, gzip);
}

function doWork(
  parts: ServerParts,
  method: string,
  route: Route,
  launch: Launch,
  text: string,
  clockOffsetMs: number | undefined,
): Answer {
  const body = parse(text);
  if (text !== '' && body === undefined) return ownError(400, 'BAD_REQUEST', 'The body must be JSON.');
  return parts.ltiaas.answer({ method, route, launch, body, clockOffsetMs });
}

function isLoopback({ socket: { remoteAddress = '' } }: IncomingMessage): boolean {
  return /^(::ffff:)?127\.|^::1$/.test(remoteAddress);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
