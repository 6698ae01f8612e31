import type { ErrorCode } from '../../../src/errors';
import type { FuzzRoom } from './room';
import type { FuzzAnswer } from './send';

/**
 * The codes that `errors` may contain: the contract's except INTERNAL_SERVER_ERROR, Apollo's for bad requests, and
 * those of HTTP.
 */
const known = new Set<unknown>(
  Object.keys({
    UNAUTHENTICATED: true,
    FORBIDDEN: true,
    BAD_USER_INPUT: true,
    SERVICE_NOT_AVAILABLE: true,
    RATE_LIMITED: true,
    UPSTREAM_TIMEOUT: true,
    UPSTREAM_UNAVAILABLE: true,
    UPSTREAM_ERROR: true,
    OPERATION_TOO_EXPENSIVE: true,
  } satisfies Record<Exclude<ErrorCode, 'INTERNAL_SERVER_ERROR'>, true>),
);
// prettier-ignore
for (const code of [
  'GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_REQUEST', 'OPERATION_RESOLUTION_FAILURE', 'PERSISTED_QUERY_NOT_FOUND', 'PERSISTED_QUERY_NOT_SUPPORTED',
  'NOT_FOUND', 'METHOD_NOT_ALLOWED', 'UNSUPPORTED_MEDIA_TYPE',
]) known.add(code);

/** The problems of a response; empty if there are none. */
export function judge(
  { statuses, contentType, text, failure, wasCutOff }: FuzzAnswer,
  room: FuzzRoom,
  mustAnswer: boolean,
): string[] {
  const problems: string[] = [];
  if (failure !== undefined) problems.push(`no answer: ${failure}`);
  else if (mustAnswer && !wasCutOff && statuses.length === 0) problems.push('the connection ended without an answer');
  const failed = statuses.filter((status) => status >= 500 && status !== 503);
  if (failed.length > 0) problems.push(`status ${failed.join(', ')}`);
  if (text.includes('INTERNAL_SERVER_ERROR')) problems.push('INTERNAL_SERVER_ERROR');
  if (room.secrets.some((secret) => text.includes(secret))) problems.push('an answer holds a secret');
  if (/node_modules|\n {4}at /.test(text)) problems.push('an answer holds a stack');
  if (contentType !== undefined) problems.push(...judgeBody(statuses[0]!, contentType, text));
  return problems;
}

function judgeBody(status: number, contentType: string, text: string): string[] {
  if (/^text\/html/.test(contentType) && status === 200) return [];
  if (!/^application\/(graphql-response\+)?json/.test(contentType))
    // The CORS plugin's text for an invalid preflight, which no client reads.
    return ['', 'Invalid Preflight Request'].includes(text) ? [] : [`a body of type ${contentType}`];
  // The response to a HEAD.
  if (text === '') return [];
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return ['a body that is not JSON'];
  }
  if (typeof body !== 'object' || body === null) return ['a body that is no object'];
  if ('errors' in body) {
    const errors = body.errors as { message?: unknown; extensions?: { code?: unknown } }[];
    const codes = Array.isArray(errors) ? errors.map(({ extensions }) => extensions?.code) : [undefined];
    // An overloaded gateway may use its own form.
    const unknown = codes.filter((code) => !known.has(code) && status !== 503);
    return unknown.length > 0 ? [`unknown codes: ${unknown.join(', ')}`] : [];
  }
  if ('data' in body || status === 503) return [];
  // Node's parser rejected the bytes, so Fastify answers on the socket in its own form.
  if ([400, 408, 431].includes(status) && Object.keys(body).join() === 'error,message,statusCode') return [];
  return status === 200 && 'status' in body ? [] : ['a body with neither data nor errors'];
}
