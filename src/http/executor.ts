import type { GatewayExecutor, GatewayInterface } from '@apollo/server-gateway-interface';
import {
  type ExecutionResult,
  execute,
  getVariableValues,
  GraphQLError,
  type GraphQLSchema,
  valueFromASTUntyped,
  type VariableDefinitionNode,
} from 'graphql';
import { compileQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import type { Context } from '../context';

export interface ExecutorOptions {
  /** On which use an operation is compiled: one that never comes back is not worth it. */
  compileOnUse: number;
}

const maxOperations = 500;
/** Characters; compiling costs memory and time with the size of the document. */
const maxDocumentLength = 10_000;

/** Compiled functions hold variables and answers in plain objects, where a name that these inherit is mistaken for a value. */
const inheritedNames = new RegExp(`\\b(${Object.getOwnPropertyNames(Object.prototype).join('|')})\\b`);

type Compiled = Extract<ReturnType<typeof compileQuery>, { query: unknown }>;

interface Operation {
  uses: number;
  /** Null: the compiler does not take it. */
  compiled: Compiled | null | undefined;
}

/**
 * Runs operations that come back as compiled functions (graphql-jit) instead of interpreting them each time. Apollo Server
 * takes it as its `gateway`: results then go through the same error handling as its own.
 */
export function createCompilingGateway(schema: GraphQLSchema, options: ExecutorOptions): GatewayInterface {
  const operations = new LRUCache<string, Operation>({ max: maxOperations });

  const executor: GatewayExecutor = async ({ document, operation, request, context, queryHash, source }) => {
    const operationName = request.operationName ?? null;
    const compiled =
      // Apollo leaves it to the executor to tell that a document has no such operation.
      (operation as typeof operation | undefined) === undefined || source.length > maxDocumentLength
        ? null
        : use(operations, `${queryHash} ${operationName ?? ''}`, options.compileOnUse, () =>
            inheritedNames.test(source) ? null : compile(schema, document, operationName),
          );
    const variableValues = request.variables ?? {};
    if (compiled === null) {
      const contextValue = context as unknown as Context;
      return execute({ schema, document, operationName, variableValues, contextValue }) as never;
    }
    // graphql-js checks variables, so that a wrong one is told in the same words whoever executes.
    const variables = getVariableValues(schema, operation.variableDefinitions ?? [], variableValues, { maxErrors: 50 });
    if (variables.errors !== undefined) return { errors: variables.errors } as never;
    const given = withDefaults(operation.variableDefinitions ?? [], variableValues);
    const result = (await compiled.query(undefined, context, given)) as ExecutionResult;
    return (result.errors === undefined ? result : { ...result, errors: result.errors.map(toRealError) }) as never;
  };

  return {
    load: async () => ({ executor }),
    onSchemaLoadOrUpdate: (callback) => {
      callback({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => {};
    },
    stop: async () => {},
  };
}

function use(
  operations: LRUCache<string, Operation>,
  key: string,
  compileOnUse: number,
  make: () => Compiled | null,
): Compiled | null {
  let operation = operations.get(key);
  if (operation === undefined) operations.set(key, (operation = { uses: 0, compiled: undefined }));
  operation.uses += 1;
  if (operation.compiled === undefined && operation.uses >= compileOnUse) operation.compiled = make();
  return operation.compiled ?? null;
}

function compile(schema: GraphQLSchema, document: Parameters<typeof compileQuery>[1], operationName: string | null) {
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
