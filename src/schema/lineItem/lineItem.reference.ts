import type { GraphQLResolveInfo } from 'graphql';
import type { ResolverContext } from '../resolverContext';
import { ClientError } from '../../errors';
import { readSelection } from './selection';

/** How another subgraph names a line item: as a router sends it, so anything may be in it. */
export interface LineItemReference {
  __typename?: unknown;
  id?: unknown;
}

/** The line item that is named; as from `Query.lineItem`, null where this launch has none. Throws `BAD_USER_INPUT` where none is named. */
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
