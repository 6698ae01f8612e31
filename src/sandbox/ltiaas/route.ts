/** The route of a request to LTIAAS, with its parameters. */
export interface Route {
  readonly name: 'idtoken' | 'lineItems' | 'lineItem' | 'scores' | 'memberships' | 'platforms' | 'other';
  /** Decoded exactly once, as LTIAAS does. */
  readonly lineItemId?: string;
  readonly query: Record<string, string>;
}

/** Reads the raw path of a request. An id that is not percent-encoded has several segments, so the route is unknown. */
export function readRoute(rawPath: string): Route {
  const [path = '', ...search] = rawPath.split('?');
  const query = Object.fromEntries(new URLSearchParams(search.join('?')));
  if (path === '/api/idtoken') return { name: 'idtoken', query };
  if (path === '/admin/platforms') return { name: 'platforms', query };
  if (path === '/api/memberships') return { name: 'memberships', query };
  if (path === '/api/lineitems') return { name: 'lineItems', query };
  const [, segment, scores] = /^\/api\/lineitems\/([^/]+)(\/scores)?$/.exec(path) ?? [];
  if (segment === undefined) return { name: 'other', query };
  try {
    return { name: scores === undefined ? 'lineItem' : 'scores', lineItemId: decodeURIComponent(segment), query };
  } catch {
    return { name: 'other', query };
  }
}
