import type { FieldMergeFunction, FieldPolicy, TypePolicies } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';

/**
 * Keeps together what several operations read. The parts of a launch have no id, or one that not every operation selects: without
 * `merge`, the fields of one operation would replace those of another.
 */
export const typePolicies: TypePolicies = {
  Query: { fields: { lineItems: pages(), members: pages() } },
  LineItem: { fields: { scores: pages() } },
  Launch: { merge: true },
  LaunchUser: { merge: true },
  LaunchPermissions: { merge: true },
  LaunchContext: { merge: true },
  LaunchResourceLink: { merge: true },
  LaunchPlatform: { merge: true },
  LaunchServices: { merge: true },
  LaunchPresentation: { merge: true },
  ScoreStatistics: { merge: true },
};

/**
 * Appends each page to its list. A list that the gateway could not read stays null, which `relayStylePagination` would turn into
 * an empty list.
 */
function pages(): FieldPolicy {
  const policy = relayStylePagination(['filter']);
  const append = policy.merge as FieldMergeFunction;
  return {
    ...policy,
    merge: (existing, incoming, options) => (incoming ? append(existing, incoming, options) : (existing ?? null)),
  } as FieldPolicy;
}
