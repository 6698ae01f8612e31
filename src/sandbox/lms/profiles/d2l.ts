import { LmsRefusal } from '../answer';
import type { Paging } from '../paging';
import type { LmsProfile } from '../profile';
import { spec } from './spec';

const issuer = 'https://brightspace.example.edu';

// 200 line items per page, regardless of the limit, as reported for pylti1.3; all results on one page.
const lineItemPaging: Paging = {
  defaultSize: 200,
  cap: 200,
  honoursLimit: false,
  links: 'nextOnly',
  bookmark: 'opaque',
};
const resultPaging: Paging = { ...lineItemPaging, defaultSize: null };

/** D2L Brightspace (community.d2l.com, "Assignments and Grades Services"); the shape of its ids is made up. */
export const d2l: LmsProfile = {
  ...spec,
  name: 'd2l',

  issuer,
  platformName: 'Example Academy Brightspace',
  productFamilyCode: 'desire2learn',
  version: '20.25',
  userId: (person) => String(300_000 + person),
  contextId: (course) => String(6600 + course),
  resourceLinkId: (course, link) => String(course * 10_000 + link),
  lineItemsUrl: (course) => `${issuer}/d2l/le/lti/ags/${6600 + course}/lineitems`,

  lineItemPaging,
  resultPaging,

  // 403 for someone who is known but not enrolled as a learner, 404 for someone unknown (hypothesis/lms).
  refuseUser(standing) {
    if (standing === 'learner') return undefined;
    return standing === 'staff'
      ? new LmsRefusal(403, { message: 'User in requested score is not enrolled in the org unit' })
      : new LmsRefusal(404, { message: 'User in requested score does not exist' });
  },
  // Capped unless the column "Can Exceed".
  applyScore: (score, points, item, before) =>
    spec.applyScore(score, points === null ? null : Math.min(points, item.row.scoreMaximum), item, before),
};
