import { LmsRefusal } from '../answer';
import type { Paging } from '../paging';
import type { LmsProfile } from '../profile';
import { uuid } from '../uuid';
import { spec } from './spec';

const site = 'https://blackboard.example.edu/learn/api/v1/lti/courses';
const lineItems = (course: number) => `${site}/_${course}_1/lineItems`;

// The limit is ignored (observed). The size of a page is not published; this one is the sandbox's choice. One next link
// too many leads to an empty page, as support describes it for the roster.
const paging: Paging = { defaultSize: 25, cap: 25, honoursLimit: false, links: 'tooMany', bookmark: 'count' };

/** Blackboard Learn (docs.anthology.com, "AGS columns"; hypothesis/lms, lms/services/lti_grading). */
export const blackboard: LmsProfile = {
  ...spec,
  name: 'blackboard',

  // The same for every Blackboard site: only the deployment id differs.
  issuer: 'https://blackboard.com',
  platformName: 'Example Institute Blackboard',
  productFamilyCode: 'BlackboardLearn',
  version: '4000.1.0',
  userId: (person) => uuid(`blackboard user ${person}`).replaceAll('-', ''),
  contextId: (course) => uuid(`blackboard course ${course}`).replaceAll('-', ''),
  resourceLinkId: (course, link) => `_${course * 1000 + link}_1`,
  lineItemsUrl: lineItems,
  lineItemUrl: (course, item) => `${lineItems(course)}/_${item}_1`,

  lineItemPaging: paging,
  resultPaging: paging,
  showResult(item, place, userId, grade, alone) {
    const row = spec.showResult(item, place, userId, grade, alone);
    // Blackboard omits the comment if the request is for one user (hypothesis/lms).
    if (row && alone) delete row.comment;
    return row;
  },

  refuseUser: (standing) =>
    standing === 'learner' ? undefined : new LmsRefusal(400, { message: 'User could not be found' }),
};
