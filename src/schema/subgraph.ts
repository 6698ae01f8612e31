import {
  extendSchema,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  graphqlSync,
  type GraphQLUnionType,
  Kind,
  parse,
  printSchema,
  visit,
} from 'graphql';
import { ClientError } from '../errors';
import { readSelection } from './lineItem/selection';
import type { ResolverContext } from './resolverContext';
import { schema } from './schema';

/**
 * Federation directives for the schema. `Score` has no key: no query accepts a score's id, and the gateway builds that id
 * if the LMS does not send one. Other subgraphs extend `LineItem` instead, with the user as an argument.
 */
const [link, ...marked] = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@shareable"])
  type LineItem @key(fields: "id")
  type PageInfo @shareable
`).definitions;

/** What routers call. */
const subgraphFields = parse(`
  extend type Query {
    _entities(representations: [_Any!]!): [_Entity]!
    _service: _Service!
  }
  scalar _Any
  union _Entity = LineItem
  type _Service {
    sdl: String
  }
`);

/**
 * Builds the schema as an Apollo Federation 2 subgraph: the library prints its SDL, and the gateway itself resolves the fields for
 * routers. The library's resolver reports a malformed reference as an internal error and modifies the objects it receives.
 */
export async function createSubgraphSchema(): Promise<GraphQLSchema> {
  const sdl = await printSubgraph();
  const subgraph = extendSchema(schema, subgraphFields);
  const { _service, _entities } = subgraph.getQueryType()!.getFields();
  _service!.resolve = () => ({ sdl });
  _entities!.resolve = resolveEntities;
  (subgraph.getType('_Entity') as GraphQLUnionType).resolveType = () => 'LineItem';
  return subgraph;
}

/**
 * Prints the subgraph's SDL. It leaves out `Query.node`, which the subgraph serves: subgraphs may share a field only if all resolve
 * it equally (`@shareable`), and this one knows only line items. `@inaccessible` would hide the field of other subgraphs too. The
 * SDL keeps the interface `Node`, so that a subgraph that serves `node` can return a line item.
 */
export async function printSubgraph(): Promise<string> {
  // Loaded on demand, since it needs 16 MB of memory.
  const { buildSubgraphSchema } = await loadSubgraphLibrary();
  const typeDefs = visit(parse(printSchema(schema)), {
    Document: (document) => ({ ...document, definitions: [link!, ...document.definitions] }),
    ObjectTypeDefinition(type) {
      const name = type.name.value;
      if (name === 'Query') return { ...type, fields: type.fields!.filter((field) => field.name.value !== 'node') };
      const mark = marked.find((other) => other.kind === Kind.OBJECT_TYPE_DEFINITION && other.name.value === name);
      return mark && { ...type, directives: mark.directives };
    },
  });
  const { data } = graphqlSync({ schema: buildSubgraphSchema({ typeDefs }), source: '{ _service { sdl } }' });
  return (data as { _service: { sdl: string } })._service.sdl;
}

/** Optional: it is the only package whose licence is not open. */
async function loadSubgraphLibrary() {
  try {
    return await import('@apollo/subgraph');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Error('FEDERATION needs a package that is not installed: npm install @apollo/subgraph@2.14');
  }
}

/** A reference to a line item from another subgraph, as sent by a router; its values are not validated yet. */
interface LineItemReference {
  __typename?: unknown;
  id?: unknown;
}

/**
 * Resolves each reference like `Query.lineItem`, with null for an unknown id and `BAD_USER_INPUT` for a malformed one. Returns one
 * promise: if the last of a list of promises fails, graphql-jit returns a shorter list, but routers match entities by position.
 */
function resolveEntities(
  _source: unknown,
  { representations }: { representations: LineItemReference[] },
  { gradebook }: ResolverContext,
  info: GraphQLResolveInfo,
) {
  const resolve = async ({ __typename, id }: LineItemReference) => {
    if (__typename !== 'LineItem' || typeof id !== 'string') {
      throw new ClientError('BAD_USER_INPUT', 'Each of "representations" must be a LineItem with its id.');
    }
    return gradebook.lineItem(id, readSelection(info));
  };
  return Promise.all(representations.map((reference) => resolve(reference).catch((error: unknown) => error)));
}
