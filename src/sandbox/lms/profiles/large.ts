import type { Paging } from '../paging';
import type { LmsProfile } from '../profile';
import { spec } from './spec';

const paging: Paging = { defaultSize: 100, cap: 100, honoursLimit: true, links: 'whenPaged', bookmark: 'row' };

/** `spec` at the size of a very large course, to measure the cost of queries. */
export const large: LmsProfile = {
  ...spec,
  name: 'large',
  issuer: 'https://large.example.edu',
  platformName: 'Example Open University',
  lineItemPaging: paging,
  resultPaging: paging,
};
