import { LmsRefusal } from '../answer';
import type { Paging } from '../paging';
import type { LmsProfile } from '../profile';
import type { LineItemRow } from '../rows';
import { uuid } from '../uuid';
import { spec } from './spec';

const issuer = 'https://sakai.example.edu';
const signed = (course: number) => `c2l0ZS0${course}:::${uuid(`sakai signature ${course}`)}`;

const paging: Paging = { defaultSize: null, cap: Infinity, honoursLimit: false, links: 'never', bookmark: 'row' };

const refuse = (message: string) => new LmsRefusal(400, { error: message });

/** Sakai (sakaiproject/sakai, LTI13Servlet.java and LineItemUtil.java). Nearly every rejection is a 400. */
export const sakai: LmsProfile = {
  ...spec,
  name: 'sakai',

  issuer,
  platformName: 'Example Seminary Sakai',
  productFamilyCode: 'sakai',
  version: '23.2',
  contextId: (course) => uuid(`${issuer} site ${course}`),
  resourceLinkId: (course, link) => `content:${course * 100 + link}`,
  lineItemsUrl: (course) => `${issuer}/imsblis/lti13/lineitems/${signed(course)}`,

  lineItemPaging: paging,
  resultPaging: paging,
  // Sakai ignores `resource_link_id`: the servlet reads only the old name, `lti_link_id`.
  lineItemFilters: ['resource_id', 'tag'],
  honoursUserFilter: () => false,
  listsStaff: true,
  showLineItem({ row }) {
    const shown: LineItemRow = { ...row };
    // Sakai stores both in one field, separated by `|`, and loses values shorter than two characters.
    for (const name of ['tag', 'resourceId'] as const) {
      const kept = shown[name]?.replaceAll('|', '') ?? '';
      if (kept.length > 1) shown[name] = kept;
      else delete shown[name];
    }
    return shown;
  },
  showResult(item, place, userId, grade) {
    return {
      id: this.resultUrl(item.id, place, userId),
      userId,
      scoreOf: item.id,
      resultScore: grade?.score ?? null,
      resultMaximum: item.row.scoreMaximum,
      comment: grade?.comment ?? null,
    };
  },

  createdStatus: 200,
  // A new line item overwrites a column with the same label.
  overwrittenBy: (row, items) => items.find((item) => item.row.label === row.label),
  checkChange(item, change) {
    if (change === 'replace' && item.madeBy === 'lms') throw refuse('The line item of a placement cannot be changed');
  },
  refuseLink: () => refuse('Bad resource link'),

  refuseUser: (standing) => (standing === 'learner' ? undefined : refuse('User not found')),
  // The servlet does not check the timestamp.
  checkTimestamp: () => undefined,

  missingScopeStatus: 400,
};
