import type { Paging } from '../paging';
import type { LmsProfile } from '../profile';
import { uuid } from '../uuid';
import { spec } from './spec';

const issuer = 'https://large.example.edu';
const paging: Paging = { defaultSize: 100, cap: 100, honoursLimit: true, links: 'whenPaged', bookmark: 'row' };

/** `spec` at the size of a very large course, to measure the cost of queries. */
export const large: LmsProfile = {
  ...spec,
  name: 'large',
  issuer,
  platformName: 'Example Open University',
  userId: (person) => uuid(`${issuer} user ${person}`),
  lineItemsUrl: (course) => `${issuer}/lti/courses/${course}/lineitems`,
  lineItemUrl: (course, item) => `${issuer}/lti/courses/${course}/lineitems/${item}`,
  lineItemPaging: paging,
  resultPaging: paging,
};
