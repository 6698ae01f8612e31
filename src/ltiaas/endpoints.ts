/** One kind of call to LTIAAS. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Without the ids: for metrics and traces. */
  readonly route: string;
  /** Whether LTIAAS passes the call on to the LMS. */
  readonly asksLms: boolean;
}

const lineItem = '/api/lineitems/{id}';

/** All endpoints that the gateway calls. */
export const endpoints = {
  getIdToken: endpoint('GET', '/api/idtoken', false),
  listLineItems: endpoint('GET', '/api/lineitems'),
  createLineItem: endpoint('POST', '/api/lineitems'),
  getLineItem: endpoint('GET', lineItem),
  replaceLineItem: endpoint('PUT', lineItem),
  deleteLineItem: endpoint('DELETE', lineItem),
  listScores: endpoint('GET', `${lineItem}/scores`),
  submitScore: endpoint('POST', `${lineItem}/scores`),
  listMembers: endpoint('GET', '/api/memberships'),
};

function endpoint(method: Endpoint['method'], route: string, asksLms = true): Endpoint {
  return { method, route, asksLms };
}

export type Query = Record<string, string | number | undefined>;

/** Encodes a text for a path or a query. `encodeURIComponent` throws on half a surrogate pair, so that is replaced first. */
export function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** The line item in a path that was encoded with `encode`. */
export function lineItemIdOf(path: string): string | undefined {
  const id = /^\/api\/lineitems\/([^/?]+)/.exec(path)?.[1];
  return id === undefined ? undefined : decodeURIComponent(id);
}

/** The path with the members of the query that have a value. */
export function withQuery(path: string, query: Query): string {
  let whole = path;
  for (const name in query) {
    const value = query[name];
    if (value !== undefined) whole += `${whole === path ? '?' : '&'}${name}=${encode(String(value))}`;
  }
  return whole;
}
