import type { LineItem } from './lineItem';
import { cutPage, type Page, type Paging, type Places } from './paging';
import type { LineItemFilter, LmsProfile } from './profile';
import type { LineItemRow, ResultRow } from './rows';

/** Decoded query parameters. */
export type Query = ReadonlyMap<string, string>;

/** The parts of a course that lists need. */
export interface Listed {
  readonly profile: LmsProfile;
  readonly columns: readonly (LineItem | undefined)[];
  readonly learners: readonly string[];
  /** Overrides the size of the LMS's pages. */
  readonly pageSize: number | undefined;
  staffIds(): string[];
  placeOf(userId: string): number | undefined;
}

const memberOf: Record<LineItemFilter, 'resourceLinkId' | 'resourceId' | 'tag'> = {
  resource_link_id: 'resourceLinkId',
  resource_id: 'resourceId',
  tag: 'tag',
};

const wholePaging: Paging = { defaultSize: null, cap: 0, honoursLimit: false, links: 'never', bookmark: 'row' };

/** One page of a course's line items, in the order of creation, with the filters that this LMS supports. */
export function listLineItems(course: Listed, query: Query, whole?: 'whole'): Page<LineItemRow> {
  const { profile, columns } = course;
  const filters = profile.lineItemFilters.filter((name) => query.has(name));
  const matches = ({ row }: LineItem) => filters.every((name) => row[memberOf[name]] === query.get(name));
  const list: Places<LineItemRow> = {
    length: columns.length,
    at(place) {
      const item = columns[place];
      return item && matches(item) ? profile.showLineItem(item) : undefined;
    },
  };
  return cutPage(list, query, whole ? wholePaging : resize(profile.lineItemPaging, course.pageSize));
}

/** One page of the results of a line item, in the order of the roster unless this LMS sorts them. */
export function listResults(course: Listed, item: LineItem, query: Query, whole?: 'whole'): Page<ResultRow> {
  const { profile } = course;
  const users = profile.listsStaff ? [...course.learners, ...course.staffIds()] : course.learners;
  const paging = whole ? wholePaging : resize(profile.resultPaging, course.pageSize);
  const userId = query.get('user_id');
  if (userId !== undefined && profile.honoursUserFilter(userId)) {
    const place = course.placeOf(userId);
    const row = place === undefined ? undefined : profile.showResult(item, place, userId, item.grade(place), true);
    return cutPage({ length: 1, at: () => row }, query, paging);
  }
  const at = (place: number) => {
    const user = users[place];
    const grade = place < course.learners.length ? item.grade(place) : undefined;
    return user === undefined ? undefined : profile.showResult(item, place, user, grade, false);
  };
  if (!profile.newestResultFirst) return cutPage({ length: users.length, at }, query, paging);
  const newestFirst = users
    .map((_, place) => place)
    .sort((a, b) => (item.grade(b)?.at ?? 0) - (item.grade(a)?.at ?? 0));
  return cutPage({ length: users.length, at: (index) => at(newestFirst[index] ?? -1) }, query, paging);
}

function resize(paging: Paging, pageSize: number | undefined): Paging {
  if (pageSize === undefined || paging.defaultSize === null) return paging;
  return { ...paging, cap: pageSize, defaultSize: pageSize };
}
