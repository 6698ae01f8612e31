import { LmsRefusal } from '../answer';
import type { Paging } from '../paging';
import type { LmsProfile } from '../profile';
import type { LineItemRow } from '../rows';
import type { ScoreBody } from '../scoreBody';
import { extensionOf, isNewAttempt, keepCanvasSubmission, submittedAtOf } from '../canvasSubmission';
import { uuid } from '../uuid';
import { spec } from './spec';

const issuer = 'https://canvas.example.edu';
const lineItems = (course: number) => `${issuer}/api/lti/courses/${course}/line_items`;

// Extensions of doc/api/assignment_tools.md.
const submissionType = 'https://canvas.instructure.com/lti/submission_type';
const toolUrl = 'https://tool.example.com/launch';

// Pages by number, `page=N&per_page=M`; one past the end is empty (Api.jsonapi_paginate in lib/api.rb, will_paginate).
const paging: Paging = { defaultSize: 10, cap: 100, honoursLimit: true, links: 'always', bookmark: 'page' };

const refuse = (status: number, type: string, message: string) => new LmsRefusal(status, { errors: { type, message } });
// ActiveRecord's error for a submission whose grade cannot be changed, as reported by tools.
const refuseGrade = (why: string) =>
  new LmsRefusal(422, {
    errors: [{ field: 'grade', message: `cannot be changed at this time: ${why}`, error_code: null }],
  });

/** Canvas (instructure/canvas-lms, app/controllers/lti/ims and app/models/lti). */
export const canvas: LmsProfile = {
  ...spec,
  name: 'canvas',

  issuer,
  platformName: 'Example College Canvas',
  productFamilyCode: 'canvas',
  version: 'cloud',
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
  checkSubmission(score, item, before) {
    const submittedAt = submittedAtOf(score);
    if (submittedAt !== undefined && Date.parse(submittedAt) > Date.now() + 60_000)
      throw refuse(400, 'bad_request', `Provided submitted_at timestamp of ${submittedAt} in the future`);
    const { attempts, published, gradingPeriod } = item.state;
    if (attempts !== null && isNewAttempt(score, before) && (before?.submission?.attempts ?? 0) >= attempts) {
      const message = 'The maximum number of allowed attempts has been reached for this submission';
      throw refuse(422, 'unprocessable_entity', message);
    }
    if (!published) throw refuseGrade('This assignment is still unpublished');
    if (gradingPeriod === 'closed') throw refuseGrade('This assignment is in a closed grading period for this student');
  },
  refuseConcluded: () =>
    refuse(
      422,
      'unprocessable_entity',
      'This course has concluded. AGS requests will no longer be accepted for this course.',
    ),
  applyScore(score, points, item, before) {
    const { preserve_score, prioritize_non_tool_grade } = extensionOf(score);
    const hadScore = before?.score != null;
    const isPreserved = preserve_score === true;
    // A post without a score resets the current score, even one that the instructor entered.
    const graded = takesScore(score) && points !== null && !isPreserved;
    const isKept = isPreserved || (graded && prioritize_non_tool_grade === true && hadScore);
    // Comments are appended, never replaced or cleared, and only together with a score.
    const comments = [before?.comment, graded ? score.comment : null].filter((comment) => comment != null);
    return {
      score: isKept ? (before?.score ?? null) : graded ? points : null,
      comment: comments.length > 0 ? comments.join('\n') : null,
      at: score.timestamp,
      toolAt: score.timestamp,
      submission: keepCanvasSubmission(score, item, before),
    };
  },

  missingScopeStatus: 401,
};

function takesScore(score: ScoreBody): boolean {
  return score.gradingProgress === 'FullyGraded' || score.gradingProgress === 'PendingManual';
}
