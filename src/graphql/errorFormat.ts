import { GraphQLError, type GraphQLFormattedError, isValueNode } from 'graphql';
import type { Logger } from 'pino';
import type { Context } from './context';
import { traceOf, viewOf } from '../errors';
import { breachOf } from './limits';

/** Codes that Apollo Server gives to requests that are wrong in themselves. Their messages speak of the request alone. */
const requestCodes = new Set<unknown>([
  'UNAUTHENTICATED',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/** Errors of the request itself to which neither Apollo Server nor graphql-js gives a code. */
const codeOfMessage = new Map<string, string>([
  ['Unsupported persisted query version', 'BAD_REQUEST'],
  ['provided sha does not match query', 'BAD_REQUEST'],
  ['Schema is not configured to execute subscription operation.', 'BAD_REQUEST'],
  ['Too many errors processing variables, error limit reached. Execution aborted.', 'BAD_USER_INPUT'],
]);

/** Characters of one message: some quote what was sent, whatever its length. */
const maxMessageLength = 1000;

/** What leaves the gateway of an error: built up from what is known to be harmless, never by taking things away. */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const where = {
    ...(formatted.locations && { locations: formatted.locations }),
    ...(formatted.path && { path: formatted.path }),
  };
  const view = viewOf(causeOf(error));
  if (view !== undefined) {
    const { code, message, retryAfterSeconds } = view;
    const extensions = retryAfterSeconds === undefined ? { code } : { code, retryAfterSeconds };
    return { message, ...where, extensions };
  }
  const code = requestCodeOf(formatted, error);
  const breach = breachOf(formatted.message);
  if (breach !== undefined) return { message: breach, ...where, extensions: { code: 'OPERATION_TOO_EXPENSIVE' } };
  if (code !== undefined) return { message: cut(formatted.message), ...where, extensions: { code } };
  return { message: 'Internal server error.', ...where, extensions: { code: 'INTERNAL_SERVER_ERROR' } };
}

function cut(message: string): string {
  return message.length > maxMessageLength ? `${message.slice(0, maxMessageLength)} …` : message;
}

/** By which a line of the log is found, or what belongs to it. */
export function idsOf({ requestId, trace }: Context): { requestId: string; traceId?: string } {
  return trace === undefined ? { requestId } : { requestId, traceId: trace.id };
}

/** Logs errors that nobody foresaw. */
export function logUnexpected(logger: Logger, context: Context, errors: readonly GraphQLError[]): void {
  for (const error of errors) {
    const cause = causeOf(error);
    if (requestCodeOf(error, error) !== undefined || viewOf(cause) !== undefined) continue;
    logger.error({ ...idsOf(context), ...traceOf(cause) }, 'unexpected error');
  }
}

/** The code of an error of the request itself; undefined for any other. */
function requestCodeOf(
  { message, extensions }: Pick<GraphQLFormattedError, 'message' | 'extensions'>,
  error: unknown,
): unknown {
  if (requestCodes.has(extensions?.code)) return extensions?.code;
  return codeOfMessage.get(message) ?? (isArgumentError(error) ? 'BAD_USER_INPUT' : undefined);
}

/**
 * Whether graphql-js found an argument's value wrong as it executed, such as null from a variable with a default. It points to
 * the value then; errors of its own about what a resolver returned point to the field or to nothing.
 */
function isArgumentError(error: unknown): boolean {
  const cause = causeOf(error);
  return cause instanceof GraphQLError && cause.nodes !== undefined && cause.nodes.every(isValueNode);
}

/** What was thrown, beneath what GraphQL put around it. */
function causeOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError !== undefined ? causeOf(error.originalError) : error;
}
