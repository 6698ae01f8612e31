import type { TestGateway } from './gateway';

export type Direction = 'forward' | 'backward';

/** Pages through a whole connection. Returns the nodes of each page in reading order. */
export async function walk<Node = any>(
  gateway: TestGateway,
  authorization: string,
  direction: Direction,
  {
    count,
    field,
    select,
    pick,
    variables = {},
    declare = '',
  }: {
    count: number;
    /** Builds the field from its arguments and its selection. */
    field: (args: string, selection: string) => string;
    /** The selection of a node. */
    select: string;
    pick: (data: any) => any;
    variables?: Record<string, unknown>;
    /** Further variable definitions. */
    declare?: string;
  },
): Promise<Node[][]> {
  const args = direction === 'forward' ? 'first: $count, after: $cursor' : 'last: $count, before: $cursor';
  const selection = `edges { cursor node { ${select} } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }`;
  const query = `query ($count: Int, $cursor: String ${declare}) { ${field(args, selection)} }`;
  const pages: Node[][] = [];
  let cursor: string | null = null;
  for (;;) {
    const { data, errors } = await gateway.run(query, { ...variables, count, cursor }, authorization);
    expect(errors).toEqual([]);
    const { edges, pageInfo } = pick(data);
    expect(pageInfo.startCursor).toBe(edges[0]?.cursor ?? null);
    expect(pageInfo.endCursor).toBe(edges.at(-1)?.cursor ?? null);
    pages.push(edges.map((edge: any) => edge.node));
    const goesOn = direction === 'forward' ? pageInfo.hasNextPage : pageInfo.hasPreviousPage;
    if (!goesOn) return pages;
    // A page link may lead to an empty page once, but not without end.
    expect(pages.length).toBeLessThan(200);
    cursor = direction === 'forward' ? pageInfo.endCursor : pageInfo.startCursor;
    expect(cursor).not.toBeNull();
  }
}
