import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { viewOf } from '../errors';
import { breachOf } from '../limits';

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

/** Apollo Server's words, without a code, for a persisted query that is wrong in itself. */
const persistedQueryMessages = new Set(['provided sha does not match query', 'Unsupported persisted query version']);

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
  const code = formatted.extensions?.code;
  const breach = breachOf(formatted.message);
  if (breach !== undefined) return { message: breach, ...where, extensions: { code: 'OPERATION_TOO_EXPENSIVE' } };
  if (persistedQueryMessages.has(formatted.message)) {
    return { message: formatted.message, ...where, extensions: { code: 'BAD_REQUEST' } };
  }
  if (requestCodes.has(code)) return { message: formatted.message, ...where, extensions: { code } };
  return { message: 'Internal server error.', ...where, extensions: { code: 'INTERNAL_SERVER_ERROR' } };
}

/** Logs errors that nobody foresaw. The stack names our own code alone; a message could quote what came from upstream. */
export function logUnexpected(logger: Logger, requestId: string, errors: readonly GraphQLError[]): void {
  for (const error of errors) {
    const cause = causeOf(error);
    if (requestCodes.has(error.extensions.code) || persistedQueryMessages.has(error.message)) continue;
    if (viewOf(cause) !== undefined || !(cause instanceof Error)) continue;
    const stack = cause.stack?.split('\n').filter((line) => line.startsWith('    at '));
    logger.error({ requestId, error: cause.name, stack }, 'unexpected error');
  }
}

/** What was thrown, beneath what GraphQL put around it. */
function causeOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError !== undefined ? causeOf(error.originalError) : error;
}
