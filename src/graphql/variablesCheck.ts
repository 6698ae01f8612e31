import { getVariableValues, GraphQLError, type GraphQLSchema } from 'graphql';
import type { Check } from './admissionPlugin';

/** Bytes. */
const largeBody = 16 * 1024;

/**
 * Refuses a large request at the first of its variables that is wrong. Whoever executes would tell of up to 50, each time with
 * the whole of the value.
 */
export function variablesCheck(schema: GraphQLSchema, hideSuggestions: boolean): Check {
  return ({ operation, request: { http, variables = {} } }) => {
    const definitions = operation?.variableDefinitions ?? [];
    const length = Number(http?.headers.get('content-length') ?? Infinity);
    if (definitions.length === 0 || length <= largeBody) return;
    const [error] = getVariableValues(schema, definitions, variables, { maxErrors: 1, hideSuggestions }).errors ?? [];
    if (error === undefined) return;
    const extensions = { code: 'BAD_USER_INPUT', http: { status: 400 } };
    throw new GraphQLError(error.message, { nodes: error.nodes ?? [], extensions });
  };
}
