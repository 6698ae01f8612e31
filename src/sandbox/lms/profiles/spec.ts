import { LmsRefusal } from '../answer';
import type { Paging } from '../paging';
import type { LmsProfile } from '../profile';
import type { ResultRow } from '../rows';
import { keepSubmission } from '../submission';
import { uuid } from '../uuid';

const paging: Paging = { defaultSize: 50, cap: 100, honoursLimit: true, links: 'whenPaged', bookmark: 'row' };

/** Exactly AGS 2.0 (imsglobal.org/spec/lti-ags/v2p0). Where it allows a choice, the one that is easiest for tools. */
export const spec: LmsProfile = {
  name: 'spec',

  issuer: 'https://lms.example.edu',
  platformName: 'Example University LMS',
  productFamilyCode: 'example-lms',
  version: '1.0',
  userId(person) {
    return uuid(`${this.issuer} user ${person}`);
  },
  contextId: (course) => `course-${course}`,
  resourceLinkId: (course, link) => `link-${course}-${link}`,
  lineItemsUrl(course) {
    return `${this.issuer}/lti/courses/${course}/lineitems`;
  },
  lineItemUrl(course, item) {
    return `${this.lineItemsUrl(course)}/${item}`;
  },
  resultUrl: (lineItemUrl, place) => `${lineItemUrl}/results/${place + 1}`,

  lineItemPaging: paging,
  resultPaging: paging,
  linkQuotes: ['"', '"'],
  lineItemFilters: ['resource_link_id', 'resource_id', 'tag'],
  honoursUserFilter: () => true,
  listsStaff: false,
  newestResultFirst: false,
  showLineItem: (item) => item.row,
  showResult(item, place, userId, grade) {
    if (!grade || (grade.score === null && grade.comment === null)) return undefined;
    const row: ResultRow = {
      id: this.resultUrl(item.id, place, userId),
      userId,
      scoreOf: item.id,
      timestamp: new Date(grade.at).toISOString(),
    };
    if (grade.score !== null) {
      row.resultScore = grade.score;
      row.resultMaximum = item.row.scoreMaximum;
    }
    if (grade.comment !== null) row.comment = grade.comment;
    if (grade.scoringUserId !== undefined) row.scoringUserId = grade.scoringUserId;
    return row;
  },

  createdStatus: 201,
  checkLineItem: () => undefined,
  overwrittenBy: () => undefined,
  partialReplace: false,
  rescalesGrades: false,
  checkChange: () => undefined,
  // AGS: a link that is not in this context is Not Found.
  refuseLink: (link) => new LmsRefusal(404, { error: `No resource link ${link} in this context` }),

  refuseUser: (standing) =>
    standing === 'learner' ? undefined : new LmsRefusal(400, { error: 'Incorrect score received: unknown learner' }),
  checkTimestamp(timestamp, before) {
    // AGS: timestamps of one line item and user must strictly increase.
    if (before.toolAt !== undefined && timestamp <= before.toolAt)
      throw new LmsRefusal(409, { error: 'A score with this timestamp or a later one is stored already' });
  },
  checkSubmission: () => undefined,
  refuseConcluded: undefined,
  applyScore: (score, points, item) => ({
    score: points,
    comment: score.comment,
    ...(score.scoringUserId !== undefined && { scoringUserId: score.scoringUserId }),
    at: score.timestamp,
    toolAt: score.timestamp,
    submission: keepSubmission(score, item.row.endDateTime),
  }),

  missingScopeStatus: 403,
};
