import { GraphQLError, type GraphQLFormattedError } from 'graphql';
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
  const code = formatted.extensions?.code;
  const breach = breachOf(formatted.message);
  if (breach !== undefined) return { message: breach, ...where, extensions: { code: 'OPERATION_TOO_EXPENSIVE' } };
  if (requestCodes.has(code)) return { message: cut(formatted.message), ...where, extensions: { code } };
  return { message: 'Internal server error.', ...where, extensions: { code: 'INTERNAL_SERVER_ERROR' } };
}

function cut(message: string): string {
  return message.length > maxMessageLength ? `${message.slice(0, maxMessageLength)} …` : message;
}

/** Whether the request was wrong in itself, so that nothing ran. */
export function isRequestError(error: GraphQLError): boolean {
  return requestCodes.has(error.extensions?.code);
}

/** What was thrown, beneath what GraphQL put around it. */
export function causeOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError !== undefined ? causeOf(error.originalError) : error;
}
