import { LmsRefusal } from '../answer';
import type { Paging } from '../paging';
import type { LmsProfile } from '../profile';
import { uuid } from '../uuid';
import { spec } from './spec';

const issuer = 'https://courses.example.edu';

const paging: Paging = { defaultSize: null, cap: Infinity, honoursLimit: false, links: 'never', bookmark: 'row' };

const refuse = (status: number, detail: string) => new LmsRefusal(status, { detail });

/** Open edX (openedx/xblock-lti-consumer 11.4.0, plugin/views.py, models.py and the rest_framework extension). */
export const openedx: LmsProfile = {
  ...spec,
  name: 'openedx',

  issuer,
  platformName: 'Example Online Campus',
  productFamilyCode: 'openedx',
  version: 'sumac',
  contextId: (course) => `course-v1:Example+BIO${100 + course}+2025`,
  resourceLinkId: (course, link) =>
    `block-v1:Example+BIO${100 + course}+2025+type@lti_consumer+block@${uuid(`block ${course} ${link}`).replaceAll('-', '')}`,
  lineItemsUrl: (course) => `${issuer}/api/lti_consumer/v1/lti/${course}/lti-ags`,

  lineItemPaging: paging,
  // A limit cuts the list without a link to the rest.
  resultPaging: { ...paging, honoursLimit: true },
  // Open edX supports only the path `results/{user}`.
  honoursUserFilter: () => false,
  newestResultFirst: true,
  showResult(item, place, userId, grade) {
    // A score of 0, or one that is not final, is stored and listed here, but never published to the edX gradebook
    // (signals.py tests for truth). The sandbox has only this list.
    if (!grade || grade.score === null) return undefined;
    return {
      id: this.resultUrl(item.id, place, userId),
      userId,
      scoreOf: item.id,
      resultScore: grade.score,
      resultMaximum: item.row.scoreMaximum,
      comment: grade.comment,
    };
  },

  checkLineItem(row) {
    if (row.label.length > 100) throw refuse(400, 'label has no more than 100 characters');
    if ((row.tag?.length ?? 0) > 50) throw refuse(400, 'tag has no more than 50 characters');
    if (!Number.isInteger(row.scoreMaximum)) throw refuse(400, 'scoreMaximum is a whole number');
  },
  checkChange(_item, change) {
    // The table of scopes names another action (permissions.py).
    if (change === 'delete') throw refuse(403, 'You do not have permission to perform this action.');
  },

  // Saving a final score for an unknown user raises an exception.
  refuseUser: (standing) => (standing === 'learner' ? undefined : refuse(500, 'Internal Server Error')),
  checkTimestamp(timestamp, before) {
    if (timestamp > before.at) return;
    const isSame = timestamp === before.at;
    const message = isSame
      ? 'Score already exists for the provided timestamp'
      : 'Score timestamp can only be updated to a later point in time';
    throw new LmsRefusal(400, { timestamp: [message] });
  },
  applyScore: (score, points, item, before) =>
    spec.applyScore(score, points === null ? null : Math.min(points, item.row.scoreMaximum), item, before),
};
