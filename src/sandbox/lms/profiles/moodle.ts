import { LmsRefusal } from '../answer';
import type { Paging } from '../paging';
import type { LmsProfile } from '../profile';
import type { LineItemRow, ResultRow } from '../rows';
import { spec } from './spec';

const issuer = 'https://moodle.example.edu';
const services = `${issuer}/mod/lti/services.php`;
// The second parameter exists only in the sandbox: decoding it twice would change the id.
const toolQuery = 'type_id=3&site=Arts%20%26%20Sciences';

// Moodle pages only if a limit is requested, by offset.
const paging: Paging = { defaultSize: null, cap: Infinity, honoursLimit: true, links: 'whenPaged', bookmark: 'count' };

const wholeSecond = (time: number) => Math.floor(time / 1000);
const refuse = (status: number, message: string) => new LmsRefusal(status, { error: message });

/** Moodle (moodle/moodle, mod/lti/service/gradebookservices/classes/local). */
export const moodle: LmsProfile = {
  ...spec,
  name: 'moodle',

  issuer,
  platformName: 'Example University Moodle',
  productFamilyCode: 'moodle',
  version: '2024100700',
  userId: (person) => String(1000 + person),
  contextId: (course) => String(10 + course),
  resourceLinkId: (course, link) => String(course * 100 + link),
  lineItemsUrl: (course) => `${services}/${10 + course}/lineitems?${toolQuery}`,
  lineItemUrl: (course, item) => `${services}/${10 + course}/lineitems/${item}/lineitem?${toolQuery}`,
  resultUrl: (lineItemUrl, _place, userId) =>
    `${lineItemUrl.replace('/lineitem?', '/lineitem/results?')}&user_id=${userId}`,

  lineItemPaging: paging,
  resultPaging: paging,
  // The service sends typographic quotes, which most parsers do not understand.
  linkQuotes: ['“', '”'],
  // Moodle ignores a user filter that is not a number, and returns all users.
  honoursUserFilter: (userId) => /^\d+$/.test(userId),
  showLineItem({ row, madeBy }) {
    const shown: LineItemRow = { id: row.id, label: row.label, scoreMaximum: row.scoreMaximum };
    // A column of an activity may have no resourceId; every other column has one, which may be "".
    if (madeBy === 'tool' || row.resourceId) shown.resourceId = row.resourceId ?? '';
    shown.tag = row.tag ?? '';
    if (row.resourceLinkId) {
      shown.resourceLinkId = row.resourceLinkId;
      shown.ltiLinkId = row.resourceLinkId;
    }
    return shown;
  },
  showResult(item, place, userId, grade) {
    const row: ResultRow = { id: this.resultUrl(item.id, place, userId), userId };
    // Without a grade, Moodle returns only the user, not even a comment.
    if (!grade || grade.score === null) return row;
    row.scoreOf = item.id;
    row.resultScore = grade.score;
    row.resultMaximum = item.row.scoreMaximum;
    row.timestamp = new Date(wholeSecond(grade.at) * 1000).toISOString();
    if (grade.comment !== null) row.comment = grade.comment;
    return row;
  },

  // A changed maximum keeps the percentage of every grade (lib/grade/grade_item.php).
  rescalesGrades: true,
  checkChange(item, change) {
    if (change === 'delete' && item.madeBy === 'lms') throw refuse(403, 'This line item belongs to an activity');
  },
  refuseLink: (link) =>
    /^\d+$/.test(link) ? refuse(403, 'Not a link of this tool') : refuse(400, 'Bad resource link'),

  // One message for every invalid score, and for every user who cannot be graded.
  refuseUser: (standing) => (standing === 'learner' ? undefined : refuse(400, 'Incorrect score received')),
  checkTimestamp(timestamp, before) {
    // Moodle stores times in whole seconds, including those of a teacher's own changes.
    if (wholeSecond(before.at) >= wholeSecond(timestamp)) throw refuse(409, 'Refusing score with an earlier timestamp');
  },
  applyScore(score, points, item) {
    // Moodle treats any status but FullyGraded as "no score" and clears the grade.
    const graded = score.gradingProgress === 'FullyGraded' && points !== null;
    return {
      // Capped unless the site allows unlimited grades (lib/grade/grade_item.php).
      score: graded ? Math.min(points, item.row.scoreMaximum) : null,
      comment: score.comment,
      at: score.timestamp,
      toolAt: score.timestamp,
    };
  },

  missingScopeStatus: 401,
};
