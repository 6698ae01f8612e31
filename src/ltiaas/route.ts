/** What a call is to, without the ids: for metrics and traces. */
export type Route = '/api/idtoken' | '/api/lineitems' | '/api/lineitems/{id}' | '/api/lineitems/{id}/scores';

const lineItems = '/api/lineitems';

/** Of a path that this room has made. Ids in it are encoded: each slash is one of LTIAAS's own. */
export function routeOf(path: string): Route {
  if (!path.startsWith(lineItems)) return '/api/idtoken';
  if (path[lineItems.length] !== '/') return '/api/lineitems';
  return path.includes('/scores', lineItems.length + 1) ? '/api/lineitems/{id}/scores' : '/api/lineitems/{id}';
}
