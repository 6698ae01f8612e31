import { LmsRefusal } from '../answer';
import type { Paging } from '../paging';
import type { LmsProfile } from '../profile';
import type { LineItemRow } from '../rows';
import type { ScoreBody } from '../scoreBody';
import { uuid } from '../uuid';
import { spec } from './spec';

const issuer = 'https://canvas.example.edu';
const lineItems = (course: number) => `${issuer}/api/lti/courses/${course}/line_items`;

// Extensions of doc/api/assignment_tools.md.
const submissionType = 'https://canvas.instructure.com/lti/submission_type';
const submission = 'https://canvas.instructure.com/lti/submission';
const toolUrl = 'https://tool.example.com/launch';

// Pages by number, `page=N&per_page=M`; one past the end is empty (Api.jsonapi_paginate in lib/api.rb, will_paginate).
const paging: Paging = { defaultSize: 10, cap: 100, honoursLimit: true, links: 'always', bookmark: 'page' };

const refuse = (status: number, type: string, message: string) => new LmsRefusal(status, { errors: { type, message } });

/** Canvas (instructure/canvas-lms, app/controllers/lti/ims and app/models/lti). */
export const canvas: LmsProfile = {
  ...spec,
  name: 'canvas',

  issuer,
  platformName: 'Example College Canvas',
  productFamilyCode: 'canvas',
  version: 'cloud',
  userId: (person) => uuid(`${issuer} user ${person}`),
  contextId: (course) => uuid(`${issuer} course ${course}`).replaceAll('-', ''),
  resourceLinkId: (course, link) => uuid(`${issuer} link ${course} ${link}`),
  lineItemsUrl: lineItems,
  lineItemUrl: (course, item) => `${lineItems(course)}/${course * 1000 + item}`,

  lineItemPaging: paging,
  resultPaging: paging,
  showLineItem({ row, madeBy }) {
    const shown: LineItemRow = { ...row };
    // Canvas stores dates as unlock and due dates but never returns them, and ignores gradesReleased.
    delete shown.startDateTime;
    delete shown.endDateTime;
    delete shown.gradesReleased;
    if (madeBy === 'lms') shown[submissionType] = { type: 'external_tool', external_tool_url: toolUrl };
    return shown;
  },
  showResult(item, place, userId, grade) {
    if (!grade) return undefined;
    // Missing numbers and comments are null. AGS defines no timestamp in a result, and Canvas sends none.
    return {
      id: this.resultUrl(item.id, place, userId),
      userId,
      scoreOf: item.id,
      resultScore: grade.score,
      resultMaximum: grade.score === null ? null : item.row.scoreMaximum,
      comment: grade.comment,
    };
  },

  partialReplace: true,
  checkChange(item, change) {
    // A column made in Canvas itself: 401 without a body, although the credentials are valid.
    if (change === 'delete' && item.madeBy === 'lms') throw new LmsRefusal(401, '');
  },
  refuseLink: (link) =>
    /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(link)
      ? refuse(404, 'not_found', 'The specified resource does not exist.')
      : refuse(412, 'precondition_failed', 'The resource link id is not a UUID.'),

  refuseUser: (standing) =>
    standing === 'learner'
      ? undefined
      : refuse(422, 'unprocessable_entity', 'User not found in course or is not a student'),
  checkTimestamp(timestamp, before) {
    // Canvas rejects an older score, and accepts one with the same timestamp.
    if (before.toolAt === undefined || timestamp >= before.toolAt) return;
    const [given, stored] = [timestamp, before.toolAt].map((time) => new Date(time).toISOString());
    throw refuse(400, 'bad_request', `Provided timestamp of ${given} before last updated timestamp of ${stored}`);
  },
  applyScore(score, points, _item, before) {
    const graded = takesScore(score) && points !== null;
    // A post without a score resets the stored score, even one from the instructor.
    const kept = preservesScore(score) ? (before?.score ?? null) : null;
    // Canvas appends comments, only together with a score, and never replaces or clears them.
    const comments = [before?.comment, graded ? score.comment : null].filter((comment) => comment != null);
    return {
      score: graded ? points : kept,
      comment: comments.length > 0 ? comments.join('\n') : null,
      at: score.timestamp,
      toolAt: score.timestamp,
    };
  },

  missingScopeStatus: 401,
};

function takesScore(score: ScoreBody): boolean {
  return score.gradingProgress === 'FullyGraded' || score.gradingProgress === 'PendingManual';
}

function preservesScore(score: ScoreBody): boolean {
  const extension = score.sent[submission];
  return (
    typeof extension === 'object' &&
    extension !== null &&
    'preserve_score' in extension &&
    extension.preserve_score === true
  );
}
