import { GraphQLError, type GraphQLFormattedError, isValueNode } from 'graphql';
import type { Logger } from 'pino';
import type { Context } from './context';
import { traceOf, viewOf } from '../errors';
import { breachOf } from './limits';

/** Codes of Apollo Server for errors in the request itself. Their messages contain nothing but the request. */
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

/** Errors in the request itself that have no code in Apollo Server or graphql-js. */
const codeOfMessage = new Map<string, string>([
  ['Unsupported persisted query version', 'BAD_REQUEST'],
  ['provided sha does not match query', 'BAD_REQUEST'],
  ['Schema is not configured to execute subscription operation.', 'BAD_REQUEST'],
  ['Too many errors processing variables, error limit reached. Execution aborted.', 'BAD_USER_INPUT'],
]);

/** Characters of one message: some quote the request. */
const maxMessageLength = 1000;

/** The error that a client receives: built from parts known to be harmless, never by removing parts. */
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
  if (code !== undefined) return { message: truncate(formatted.message), ...where, extensions: { code } };
  return { message: 'Internal server error.', ...where, extensions: { code: 'INTERNAL_SERVER_ERROR' } };
}

function truncate(message: string): string {
  return message.length > maxMessageLength ? `${message.slice(0, maxMessageLength)} …` : message;
}

/** The ids that link a log line to a response and a trace. */
export function idsOf({ requestId, trace }: Context): { requestId: string; traceId?: string } {
  return trace === undefined ? { requestId } : { requestId, traceId: trace.id };
}

/** Logs unexpected errors. */
export function logUnexpected(logger: Logger, context: Context, errors: readonly GraphQLError[]): void {
  for (const error of errors) {
    const cause = causeOf(error);
    if (requestCodeOf(error, error) !== undefined || viewOf(cause) !== undefined) continue;
    logger.error({ ...idsOf(context), ...traceOf(cause) }, 'unexpected error');
  }
}

/** The code of an error in the request itself; undefined for any other error. */
function requestCodeOf(
  { message, extensions }: Pick<GraphQLFormattedError, 'message' | 'extensions'>,
  error: unknown,
): unknown {
  if (requestCodes.has(extensions?.code)) return extensions?.code;
  return codeOfMessage.get(message) ?? (isArgumentError(error) ? 'BAD_USER_INPUT' : undefined);
}

/**
 * Whether graphql-js rejected the value of an argument during execution, such as null from a variable with a default. The nodes of
 * such an error are values. The nodes of an error about a resolver's result are fields.
 */
function isArgumentError(error: unknown): boolean {
  const cause = causeOf(error);
  return cause instanceof GraphQLError && cause.nodes !== undefined && cause.nodes.every(isValueNode);
}

/** The error that was thrown, without the errors that GraphQL wraps around it. */
function causeOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError !== undefined ? causeOf(error.originalError) : error;
}
