import { type ClassType, Field, ObjectType } from 'type-graphql';

@ObjectType({
  simpleResolvers: true,
  description: 'Whether the list continues before and after this page, with the cursors to continue from.',
})
export class PageInfo {
  // These are promises, which compiled operations accept only from resolvers; `simple: false` adds a resolver.
  @Field(() => Boolean, {
    simple: false,
    description: 'True if more rows follow or the LMS links to a next page.',
  })
  hasNextPage!: boolean;

  @Field(() => Boolean, { simple: false, description: 'True if rows come before this page.' })
  hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the first edge; pass it as `before` to get the previous page. Null if the page is empty.',
  })
  startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the last edge; pass it as `after` to get the next page. Null if the page is empty.',
  })
  endCursor!: string | null;
}

/** Creates the types `<name>Connection` and `<name>Edge` for a node type; `rows` names the rows in their descriptions. */
export function connectionType<T extends object>(node: ClassType<T>, name: string, rows: string): ClassType<object> {
  @ObjectType(`${name}Edge`, { simpleResolvers: true, description: `A row in a list of ${rows}, with its cursor.` })
  class EdgeType {
    @Field(() => String, {
      description:
        'Position of the row, for `after` and `before`. An opaque string, valid only for the same list, filter and launch.',
    })
    cursor!: string;

    @Field(() => node, {
      nullable: true,
      description: 'The row. Null with an error if the LMS sent a row that cannot be read.',
    })
    node!: T | null;
  }

  @ObjectType(`${name}Connection`, {
    simpleResolvers: true,
    description: `A page of ${rows}, in the LMS's order. It has exactly the requested number of rows, unless fewer are left.`,
  })
  class ConnectionType {
    @Field(() => [EdgeType], { nullable: 'itemsAndList', description: 'The rows with their cursors.' })
    edges!: EdgeType[] | null;

    @Field(() => [node], { nullable: 'itemsAndList', description: 'The rows without cursors.' })
    nodes!: (T | null)[] | null;

    @Field(() => PageInfo, { description: 'Whether more rows exist, and the cursors to continue from.' })
    pageInfo!: PageInfo;
  }

  return ConnectionType;
}
