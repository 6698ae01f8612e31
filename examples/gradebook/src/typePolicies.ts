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
function pages() {
  const policy = relayStylePagination(['filter']);
  const append = policy.merge as FieldMergeFunction<unknown>;
  const merge: FieldMergeFunction<unknown> = (known = null, page, options) =>
    page ? append(known ?? undefined, page, options) : known;
  return { ...policy, merge } as FieldPolicy;
}
