import { type ApolloServerPlugin, type GraphQLResponse, HeaderMap } from '@apollo/server';
import {
  type DocumentNode,
  type ExecutionResult,
  getVariableValues,
  GraphQLError,
  type GraphQLSchema,
  valueFromASTUntyped,
  type VariableDefinitionNode,
} from 'graphql';
import { compileQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { Context } from '../context';
import { formatError, logUnexpected } from './errorFormat';

export interface CompileOptions {
  /** On which use an operation is compiled: one that never comes back is not worth it. */
  compileOnUse: number;
  logger: Logger;
}

const maxOperations = 500;
/** Characters; compiling costs memory and time with the size of the document. */
const maxDocumentLength = 10_000;
/** Of all of them. */
const maxLength = 256 * 1024;

/** Compiled functions hold variables and answers in plain objects, where a name that these inherit is mistaken for a value. */
const inheritedNames = new RegExp(`\\b(${Object.getOwnPropertyNames(Object.prototype).join('|')})\\b`);

type Compiled = NonNullable<ReturnType<typeof compile>>;

interface Operation {
  uses: number;
  /** Null: the compiler does not take it. */
  compiled: Compiled | null | undefined;
}

/**
 * Runs operations that come back as compiled functions (graphql-jit); all others are left to Apollo Server and graphql-js. As
 * Apollo's `gateway` it would need no error handling of its own, but then twice as much outlives each garbage collection.
 */
export function compilePlugin(
  schema: GraphQLSchema,
  { compileOnUse, logger }: CompileOptions,
): ApolloServerPlugin<Context> {
  const operations = new LRUCache<string, Operation>({ max: maxOperations, maxSize: maxLength });
  return {
    async requestDidStart() {
      return {
        async responseForOperation({ document, operation, request, contextValue, queryHash, source }) {
          // Apollo comes here also where the document has no operation of this name, and tells that itself.
          if ((operation as typeof operation | undefined) === undefined || source.length > maxDocumentLength)
            return null;
          const operationName = request.operationName ?? null;
          const key = `${queryHash} ${operationName ?? ''}`;
          const compiled = use(operations, { key, size: source.length, compileOnUse }, () =>
            inheritedNames.test(source) ? null : compile(schema, document, operationName),
          );
          if (compiled === null) return null;
          const variables = request.variables ?? {};
          // graphql-js tells what is wrong with variables, in the same words whoever executes. A bound, as it has: a list may hold
          // a hundred thousand errors.
          const definitions = operation.variableDefinitions ?? [];
          const { errors: wrong } = getVariableValues(schema, definitions, variables, { maxErrors: 1 });
          if (wrong !== undefined) return null;
          const given = withDefaults(definitions, variables);
          const { data, errors } = (await compiled.query(undefined, contextValue, given)) as ExecutionResult;
          if (errors === undefined) return respond({ data: data! });
          const realErrors = errors.map(toRealError);
          logUnexpected(logger, contextValue, realErrors);
          return respond({ data: data!, errors: realErrors.map((error) => formatError(error.toJSON(), error)) });
        },
      };
    },
  };
}

function respond(singleResult: Extract<GraphQLResponse['body'], { kind: 'single' }>['singleResult']): GraphQLResponse {
  return { http: { headers: new HeaderMap() }, body: { kind: 'single', singleResult } };
}

function use(
  operations: LRUCache<string, Operation>,
  { key, size, compileOnUse }: { key: string; size: number; compileOnUse: number },
  make: () => Compiled | null,
): Compiled | null {
  let operation = operations.get(key);
  if (operation === undefined) operations.set(key, (operation = { uses: 0, compiled: undefined }), { size });
  operation.uses += 1;
  if (operation.compiled === undefined && operation.uses >= compileOnUse) operation.compiled = make();
  return operation.compiled ?? null;
}

function compile(schema: GraphQLSchema, document: DocumentNode, operationName: string | null) {
  const compiled = compileQuery(schema, document, operationName ?? undefined, {
    disablingCapturingStackErrors: true,
  });
  return 'query' in compiled ? compiled : null;
}

/**
 * graphql-jit forgets the default of a variable that cannot be null, and does not parse those of scalars such as DateTime: defaults
 * go in as if the client had sent them.
 */
function withDefaults(
  definitions: readonly VariableDefinitionNode[],
  given: Record<string, unknown>,
): Record<string, unknown> {
  const defaults = definitions.flatMap(({ variable: { name }, defaultValue }) =>
    defaultValue === undefined || Object.hasOwn(given, name.value)
      ? []
      : [[name.value, valueFromASTUntyped(defaultValue)] as const],
  );
  return defaults.length === 0 ? given : { ...given, ...Object.fromEntries(defaults) };
}

/** graphql-jit's errors are GraphQLErrors by prototype only; they lack what a constructor makes of one. */
function toRealError({ message, path, locations, originalError }: GraphQLError): GraphQLError {
  const error = new GraphQLError(message, { path, originalError });
  return Object.defineProperty(error, 'locations', { value: locations, enumerable: true });
}
