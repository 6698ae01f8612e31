import type { TypePolicies } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';

/**
 * Keeps together what several operations read. Each page is appended to its list. The parts of a launch have no id, or one that
 * not every operation selects: without `merge`, the fields of one operation would replace those of another.
 */
export const typePolicies: TypePolicies = {
  Query: { fields: { lineItems: relayStylePagination(['filter']), members: relayStylePagination(['filter']) } },
  LineItem: { fields: { scores: relayStylePagination(['filter']) } },
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
