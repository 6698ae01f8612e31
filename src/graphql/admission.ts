import { type ApolloServerPlugin, type GraphQLRequestContextDidResolveOperation, HeaderMap } from '@apollo/server';
import {
  type ASTNode,
  type DirectiveNode,
  type DocumentNode,
  getVariableValues,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  separateOperations,
  visit,
} from 'graphql';
import type { Context } from './context';
import { createCostCheck } from './cost';

export interface AdmissionOptions {
  introspection: boolean;
  maxUpstreamCalls: number;
}

type Request = GraphQLRequestContextDidResolveOperation<Context>;

/** Checks a valid operation before anything of it runs. The first check that fails rejects it. */
export function admitOperations(
  schema: GraphQLSchema,
  { introspection, maxUpstreamCalls }: AdmissionOptions,
): ApolloServerPlugin<Context> {
  const checkCost = createCostCheck(schema, maxUpstreamCalls);
  return {
    async requestDidStart() {
      return {
        async didResolveOperation(request) {
          const { contextValue, operation } = request;
          checkCredential(request, introspection);
          // Apollo Server reports that the document has no operation of the requested name.
          if (operation === undefined) return;
          checkVariables(operation, request, schema, introspection);
          checkConditions(operation, request);
          checkCost(operation, request);
          contextValue.begin(operation.operation);
        },
      };
    },
  };
}

export const noCredential =
  'Send "Authorization: Bearer <ltik>" with the ltik of a launch; a back end sends LTIAAS\'s own LTIK-AUTH-V2 or SERVICE-AUTH-V1 form.';

/**
 * Rejects an operation without a usable credential with 401. Introspection and `__typename` need none: a client may read the schema
 * before it has a launch. If introspection is on, neither does `_service`, which routers read.
 */
function checkCredential({ contextValue, operation, document }: Request, introspection: boolean): void {
  if (contextValue.caller !== undefined) return;
  const isOpen = (field: string) => field.startsWith('__') || (introspection && field === '_service');
  if (operation && selectsOnly(isOpen, operation.selectionSet, document)) return;
  throw new GraphQLError(noCredential, {
    extensions: {
      code: 'UNAUTHENTICATED',
      http: { status: 401, headers: new HeaderMap([['www-authenticate', 'Bearer realm="gradebook"']]) },
    },
  });
}

function selectsOnly(isOpen: (field: string) => boolean, set: SelectionSetNode, document: DocumentNode): boolean {
  return set.selections.every((selection) => {
    if (selection.kind === Kind.FIELD) return isOpen(selection.name.value);
    if (selection.kind === Kind.INLINE_FRAGMENT) return selectsOnly(isOpen, selection.selectionSet, document);
    const fragment = document.definitions.find(
      (definition) => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value,
    );
    return fragment?.kind === Kind.FRAGMENT_DEFINITION && selectsOnly(isOpen, fragment.selectionSet, document);
  });
}

/** Bytes. */
const largeBody = 16 * 1024;

/** Rejects a large request at its first invalid variable. The execution would report up to 50, each with the whole value. */
function checkVariables(
  operation: OperationDefinitionNode,
  { request: { http, variables = {} } }: Request,
  schema: GraphQLSchema,
  introspection: boolean,
): void {
  const definitions = operation.variableDefinitions ?? [];
  const length = Number(http?.headers.get('content-length') ?? Infinity);
  if (definitions.length === 0 || length <= largeBody) return;
  const options = { maxErrors: 1, hideSuggestions: !introspection };
  const [error] = getVariableValues(schema, definitions, variables, options).errors ?? [];
  if (error !== undefined) throw badUserInput(error.message, error.nodes ?? []);
}

/**
 * Rejects null as the condition of `@skip` or `@include`, which a variable with a default may have. graphql-js evaluates the
 * conditions within a field after its resolver has run: it would do a write, then report it as bad input.
 */
function checkConditions(operation: OperationDefinitionNode, { document, request: { variables = {} } }: Request): void {
  const definitions = operation.variableDefinitions ?? [];
  const nulls = definitions
    .filter(({ defaultValue }) => defaultValue !== undefined)
    .map(({ variable }) => variable.name.value)
    .filter((name) => Object.hasOwn(variables, name) && variables[name] === null);
  if (nulls.length === 0) return;
  const Directive = ({ name, arguments: args = [] }: DirectiveNode) => {
    for (const { name: argument, value } of args) {
      if (value.kind !== Kind.VARIABLE || !nulls.includes(value.name.value)) continue;
      const message = `Argument "${argument.value}" of "@${name.value}" must be true or false, but the variable "$${value.name.value}" is null.`;
      throw badUserInput(message, value);
    }
  };
  visit(separateOperations(document)[operation.name?.value ?? '']!, { Directive });
}

function badUserInput(message: string, nodes: ASTNode | readonly ASTNode[]): GraphQLError {
  return new GraphQLError(message, { nodes, extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } });
}
