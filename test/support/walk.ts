import type { TestGateway } from './gateway';

export type Direction = 'forward' | 'backward';

/** Pages through a whole connection. Gives the nodes of each page, in the order in which they were read. */
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
    /** Makes the field out of its arguments and what is selected in it. */
    field: (args: string, selection: string) => string;
    /** What is selected in a node. */
    select: string;
    pick: (data: any) => any;
    variables?: Record<string, unknown>;
    /** More variable definitions. */
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
    // A page link may lead to nothing, once; a list that goes on without end does not.
    expect(pages.length).toBeLessThan(200);
    cursor = direction === 'forward' ? pageInfo.endCursor : pageInfo.startCursor;
    expect(cursor).not.toBeNull();
  }
}
