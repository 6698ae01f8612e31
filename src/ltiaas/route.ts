/** What a call is to, without the ids: for metrics and traces. */
export type Route = '/api/idtoken' | '/api/lineitems' | '/api/lineitems/{id}' | '/api/lineitems/{id}/scores';

/** Of a path that this room has made. */
export function routeOf(path: string): Route {
  if (path.startsWith('/api/idtoken')) return '/api/idtoken';
  const [, id, scores] = /^\/api\/lineitems(\/[^/?]+)?(\/scores)?/.exec(path) ?? [];
  if (id === undefined) return '/api/lineitems';
  return scores === undefined ? '/api/lineitems/{id}' : '/api/lineitems/{id}/scores';
}
