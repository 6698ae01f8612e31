import { type ClassType, Field, ObjectType } from 'type-graphql';

@ObjectType({ simpleResolvers: true, description: 'What is known of a list around the page at hand.' })
export class PageInfo {
  // `simple: false` gives these fields resolvers: they are promises, which compiled operations await only from resolvers.
  @Field(() => Boolean, {
    simple: false,
    description: 'True where more rows follow, or where the LMS links to a next page.',
  })
  hasNextPage!: boolean;

  @Field(() => Boolean, { simple: false, description: 'True where rows come before this page.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first edge, for `before`. Null: no edges.' })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'Cursor of the last edge, for `after`. Null: no edges.' })
  endCursor!: string | null;
}

/** The GraphQL types `<name>Connection` and `<name>Edge` of a node type; `rows` names the rows in descriptions. */
export function connectionType<T extends object>(node: ClassType<T>, name: string, rows: string): ClassType<object> {
  @ObjectType(`${name}Edge`, { simpleResolvers: true, description: `One of the ${rows}, with its place in the list.` })
  class EdgeType {
    @Field(() => String, {
      description:
        'Where this row stands, for `after` and `before`. Opaque; good for this list, its filter and this launch.',
    })
    cursor!: string;

    @Field(() => node, {
      nullable: true,
      description: 'The row. Null, with an error, where the LMS sent one that cannot be read.',
    })
    node!: T | null;
  }

  @ObjectType(`${name}Connection`, {
    simpleResolvers: true,
    description: `A page of ${rows}, in the LMS's order, with exactly as many rows as were asked for while there are that many.`,
  })
  class ConnectionType {
    @Field(() => [EdgeType], { nullable: 'itemsAndList', description: 'The rows, each with its cursor.' })
    edges!: EdgeType[] | null;

    @Field(() => [node], { nullable: 'itemsAndList', description: 'The rows alone, where no cursor is needed.' })
    nodes!: (T | null)[] | null;

    @Field(() => PageInfo, { description: 'Whether there is more, and from where to go on.' })
    pageInfo!: PageInfo;
  }

  return ConnectionType;
}
