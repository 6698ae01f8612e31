import { type ApolloServerPlugin, type GraphQLResponse, HeaderMap } from '@apollo/server';
import {
  type DocumentNode,
  type ExecutionResult,
  getVariableValues,
  GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  separateOperations,
} from 'graphql';
import { compileQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { Context } from './context';
import { isCompilable } from './compilable';
import { formatError, logUnexpected } from './errorFormat';

export interface CompileOptions {
  /** The use on which an operation is compiled: compiling an operation that is used once costs more than it saves. */
  compileOnUse: number;
  logger: Logger;
}

const maxOperations = 500;
/** Characters. The time and memory to compile a document grow with its size. */
const maxDocumentLength = 10_000;
/** Characters of all compiled documents. */
const maxLength = 256 * 1024;

type Compiled = NonNullable<ReturnType<typeof compile>>;

interface Operation {
  uses: number;
  /** Null: graphql-js runs it. */
  compiled: Compiled | null | undefined;
}

/**
 * Runs repeated operations that `isCompilable` allows as compiled functions (graphql-jit). Apollo Server and graphql-js run all
 * others. As Apollo's `gateway` the compiler would need no error handling here, but twice as much memory would survive each garbage
 * collection.
 */
export function compileOperations(
  schema: GraphQLSchema,
  { compileOnUse, logger }: CompileOptions,
): ApolloServerPlugin<Context> {
  const operations = new LRUCache<string, Operation>({ max: maxOperations, maxSize: maxLength });
  return {
    async requestDidStart() {
      return {
        async responseForOperation({ document, operation, request, contextValue, queryHash, source }) {
          // Undefined if the document has no operation of the requested name, which Apollo Server reports.
          if ((operation as typeof operation | undefined) === undefined || source.length > maxDocumentLength)
            return null;
          const key = `${queryHash} ${operation.name?.value ?? ''}`;
          const compiled = use(operations, { key, size: source.length, compileOnUse }, () =>
            compile(schema, document, operation),
          );
          if (compiled === null) return null;
          // graphql-js reports invalid variables, so that the message does not depend on the executor. Limited to one error here:
          // a list may have a hundred thousand.
          const definitions = operation.variableDefinitions ?? [];
          const { coerced } = getVariableValues(schema, definitions, request.variables ?? {}, { maxErrors: 1 });
          if (coerced === undefined) return null;
          const { data, errors } = (await compiled.query(undefined, contextValue, coerced)) as ExecutionResult;
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

function compile(schema: GraphQLSchema, document: DocumentNode, { name }: OperationDefinitionNode) {
  const alone = separateOperations(document)[name?.value ?? '']!;
  if (!isCompilable(schema, alone)) return null;
  const compiled = compileQuery(schema, alone, undefined, { disablingCapturingStackErrors: true });
  return 'query' in compiled ? compiled : null;
}

/** graphql-jit's errors have GraphQLError's prototype, but not what its constructor sets. */
function toRealError({ message, path, locations, originalError }: GraphQLError): GraphQLError {
  const error = new GraphQLError(message, { path, originalError });
  return Object.defineProperty(error, 'locations', { value: locations, enumerable: true });
}
