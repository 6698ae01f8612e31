import type { LmsRefusal } from './answer';
import type { LineItem } from './lineItem';
import type { Paging } from './paging';
import type { ScoreBody } from './scoreBody';
import type { Grade, LineItemRow, ResultRow } from './rows';

/** The LMSs that the sandbox can simulate. */
export const lmsNames = ['spec', 'moodle', 'canvas', 'blackboard', 'd2l', 'sakai', 'openedx', 'large'] as const;
export type LmsName = (typeof lmsNames)[number];

export type LineItemFilter = 'resource_link_id' | 'resource_id' | 'tag';

/** The user of a score: a learner, who can have grades; another member of the course; or not a member. */
export type Standing = 'learner' | 'staff' | 'stranger';

/**
 * The behavior of one LMS. `spec` follows AGS 2.0 exactly; every other profile is `spec` with the differences of its LMS.
 * Functions that check something throw an LmsRefusal.
 */
export interface LmsProfile {
  readonly name: LmsName;

  // Identity and ids.
  readonly issuer: string;
  readonly platformName: string;
  readonly productFamilyCode: string;
  readonly version: string;
  userId(person: number): string;
  contextId(course: number): string;
  resourceLinkId(course: number, link: number): string;
  lineItemsUrl(course: number): string;
  lineItemUrl(course: number, item: number): string;
  resultUrl(lineItemUrl: string, place: number, userId: string): string;

  // Reading.
  readonly lineItemPaging: Paging;
  readonly resultPaging: Paging;
  /** The quotes around a relation name in the `Link` header. */
  readonly linkQuotes: readonly [string, string];
  readonly lineItemFilters: readonly LineItemFilter[];
  /** Whether results contain only the requested user. */
  honoursUserFilter(userId: string): boolean;
  /** Results list every member of the course, including staff. */
  readonly listsStaff: boolean;
  /** Results are sorted newest first, not in the order of the roster. */
  readonly newestResultFirst: boolean;
  showLineItem(item: LineItem): LineItemRow;
  /** The result as the LMS returns it; undefined if it omits this person. `alone`: the request is for one user. */
  showResult(
    item: LineItem,
    place: number,
    userId: string,
    grade: Grade | undefined,
    alone: boolean,
  ): ResultRow | undefined;

  // Writing line items.
  readonly createdStatus: number;
  checkLineItem(row: LineItemRow): void;
  /** A column that a new line item silently overwrites. */
  overwrittenBy(row: LineItemRow, items: readonly LineItem[]): LineItem | undefined;
  /** PUT changes only the members that were sent, instead of replacing the whole line item. */
  readonly partialReplace: boolean;
  /** A new maximum rescales every stored grade. */
  readonly rescalesGrades: boolean;
  /** Throws if the tool may not change this column. */
  checkChange(item: LineItem, change: 'replace' | 'delete'): void;
  /** The response to a resource link that is not in this context. */
  refuseLink(resourceLinkId: string): LmsRefusal;

  // Writing scores.
  refuseUser(standing: Standing): LmsRefusal | undefined;
  /** Throws if the timestamp, in milliseconds, is too old to replace the stored grade. */
  checkTimestamp(timestamp: number, before: Grade): void;
  /** The grade to store for this score; `points` is the score on the column's scale, null if there is none. */
  applyScore(score: ScoreBody, points: number | null, item: LineItem, before: Grade | undefined): Grade;

  readonly missingScopeStatus: number;
}
