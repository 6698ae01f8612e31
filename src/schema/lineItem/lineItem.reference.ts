import type { GraphQLResolveInfo } from 'graphql';
import type { ResolverContext } from '../resolverContext';
import { ClientError } from '../../errors';
import { readSelection } from './selection';

/** A reference to a line item from another subgraph, as sent by a router; its values are not validated yet. */
export interface LineItemReference {
  __typename?: unknown;
  id?: unknown;
}

/** Resolves like `Query.lineItem`, with null for an unknown id. Throws `BAD_USER_INPUT` for a malformed reference. */
export async function resolveLineItemReference(
  { __typename, id }: LineItemReference,
  { gradebook }: ResolverContext,
  info: GraphQLResolveInfo,
) {
  if (__typename !== 'LineItem' || typeof id !== 'string') {
    throw new ClientError('BAD_USER_INPUT', 'Each of "representations" must be a LineItem with its id.');
  }
  return gradebook.lineItem(id, readSelection(info));
}
