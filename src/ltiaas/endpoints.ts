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
};

function endpoint(method: Endpoint['method'], route: string, asksLms = true): Endpoint {
  return { method, route, asksLms };
}
