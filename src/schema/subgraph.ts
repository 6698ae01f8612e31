import {
  type GraphQLInterfaceType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  graphqlSync,
  type GraphQLUnionType,
  Kind,
  parse,
  printSchema,
  visit,
} from 'graphql';
import { createResolversMap } from 'type-graphql';
import type { ResolverContext } from './resolverContext';
import { type LineItemReference, resolveLineItemReference } from './lineItem/lineItem.reference';
import { createSchema, useStrictIds } from './schema';

/**
 * What the schema is to a federated graph. `Score` has no key: no query takes a score's id, which is made here where the LMS gives
 * none, so it is no name for others to keep. What they know of a score belongs to its line item, with the user as an argument.
 */
const [link, ...marked] = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@shareable"])
  type LineItem @key(fields: "id")
  type PageInfo @shareable
`).definitions;

/**
 * The schema as an Apollo Federation 2 subgraph. `Query.node` is served, but routers are not told: subgraphs may share a field only
 * where all of them give the same (`@shareable`), and here line items alone are known; `@inaccessible` would hide that of the
 * others, too. The interface `Node` they are told: whichever subgraph serves the graph's `node` may answer with a line item.
 */
export async function createSubgraphSchema(): Promise<GraphQLSchema> {
  // Loaded only where it is needed: it takes 16 MB.
  const { buildSubgraphSchema } = await loadSubgraphLibrary();
  const schema = createSchema();
  const typeDefs = visit(parse(printSchema(schema)), {
    Document: (document) => ({ ...document, definitions: [link!, ...document.definitions] }),
    ObjectTypeDefinition(type) {
      const name = type.name.value;
      if (name === 'Query') return { ...type, fields: type.fields!.filter((field) => field.name.value !== 'node') };
      const mark = marked.find((other) => other.kind === Kind.OBJECT_TYPE_DEFINITION && other.name.value === name);
      return mark && { ...type, directives: mark.directives };
    },
  });
  // The library writes into the scalars of its own schema, of which ID is graphql-js's, that of the whole process.
  const { ID: _strict, ...resolvers } = createResolversMap(schema);
  // The map is of the shape that the library takes; their types tell it in different words.
  const subgraph = buildSubgraphSchema([{ typeDefs, resolvers: resolvers as never }]);
  useStrictIds(subgraph);
  const fields = subgraph.getQueryType()!.getFields();
  const { node } = schema.getQueryType()!.getFields();
  fields.node = { ...node!, type: subgraph.getType('Node') as GraphQLInterfaceType };
  // In place of the library's own, which calls a wrong reference an internal error, writes into the objects that it gets, and
  // gives a list of promises: where the last one fails, graphql-jit answers with a shorter list, and routers count.
  fields._entities!.resolve = resolveEntities;
  (subgraph.getType('_Entity') as GraphQLUnionType).resolveType = () => 'LineItem';
  return subgraph;
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

/**
 * The subgraph's SDL, as `_service` returns it. `scripts/print.mjs` writes it to a file.
 *
 * @public
 */
export async function printSubgraph(): Promise<string> {
  const { data } = graphqlSync({ schema: await createSubgraphSchema(), source: '{ _service { sdl } }' });
  return (data as { _service: { sdl: string } })._service.sdl;
}

function resolveEntities(
  _source: unknown,
  { representations }: { representations: LineItemReference[] },
  context: ResolverContext,
  info: GraphQLResolveInfo,
) {
  return Promise.all(
    representations.map((reference) =>
      resolveLineItemReference(reference, context, info).catch((error: unknown) => error),
    ),
  );
}
