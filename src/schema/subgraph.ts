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
 * Federation directives for the schema. `Score` has no key: no query accepts a score's id, and the gateway builds that id
 * if the LMS does not send one. Other subgraphs extend `LineItem` instead, with the user as an argument.
 */
const [link, ...marked] = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@shareable"])
  type LineItem @key(fields: "id")
  type PageInfo @shareable
`).definitions;

/**
 * Builds the schema as an Apollo Federation 2 subgraph. It serves `Query.node` but leaves it out of the SDL: subgraphs may
 * share a field only if all resolve it equally (`@shareable`), and this one knows only line items. `@inaccessible` would
 * hide the field of other subgraphs too. The SDL keeps the interface `Node`, so that a subgraph that serves `node` can
 * return a line item.
 */
export async function createSubgraphSchema(): Promise<GraphQLSchema> {
  // Loaded on demand, since it needs 16 MB of memory.
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
  // The library modifies its schema's scalars in place; its ID is graphql-js's own, which the whole process shares.
  const { ID: _strict, ...resolvers } = createResolversMap(schema);
  // The map has the shape that the library expects; only the declared types of the two libraries differ.
  const subgraph = buildSubgraphSchema([{ typeDefs, resolvers: resolvers as never }]);
  useStrictIds(subgraph);
  const fields = subgraph.getQueryType()!.getFields();
  const { node } = schema.getQueryType()!.getFields();
  fields.node = { ...node!, type: subgraph.getType('Node') as GraphQLInterfaceType };
  // Replaces the library's resolver, which reports a malformed reference as an internal error and modifies the objects it
  // receives. It also returns a list of promises: if the last one fails, graphql-jit returns a shorter list, but routers
  // match entities by position.
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
 * Prints the subgraph's SDL as `_service` returns it. `scripts/print.mjs` writes it to a file.
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
