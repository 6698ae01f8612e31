import type { LmsRefusal } from './answer';
import type { LineItem } from './lineItem';
import type { Paging } from './paging';
import type { ScoreBody } from './scoreBody';
import type { Grade, LineItemRow, ResultRow } from './rows';

/** The kinds of LMS that can stand behind the sandbox. */
export const lmsNames = ['spec', 'moodle', 'canvas', 'blackboard', 'd2l', 'sakai', 'openedx', 'large'] as const;
export type LmsName = (typeof lmsNames)[number];

export type LineItemFilter = 'resource_link_id' | 'resource_id' | 'tag';

/** Who is asked about when a score arrives: someone who can be graded, other members, or nobody of this course. */
export type Standing = 'learner' | 'staff' | 'stranger';

/**
 * How one LMS behaves. `spec` is the letter of AGS 2.0; every other profile is `spec` with the differences of its LMS.
 * Functions that check throw an LmsRefusal.
 */
export interface LmsProfile {
  readonly name: LmsName;

  // Who it is and what its ids look like.
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
  /** What stands around a relation name in the `Link` header. */
  readonly linkQuotes: readonly [string, string];
  readonly lineItemFilters: readonly LineItemFilter[];
  /** Whether results are narrowed down to the user who was asked for. */
  honoursUserFilter(userId: string): boolean;
  /** Results list every member of the course, staff included. */
  readonly listsStaff: boolean;
  /** Results come newest first instead of in the order of the roster. */
  readonly newestResultFirst: boolean;
  showLineItem(item: LineItem): LineItemRow;
  /** The result as shown, or undefined when this person is left out. `alone`: the list is narrowed down to one user. */
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
  /** A new maximum moves every stored grade along with it. */
  readonly rescalesGrades: boolean;
  /** Throws when the tool may not change this column. */
  checkChange(item: LineItem, change: 'replace' | 'delete'): void;
  /** What is answered to a resource link that is not in this context. */
  refuseLink(resourceLinkId: string): LmsRefusal;

  // Writing scores.
  refuseUser(standing: Standing, score: ScoreBody): LmsRefusal | undefined;
  /** Throws when the timestamp, in milliseconds, is too old to follow what is stored. */
  checkTimestamp(timestamp: number, before: Grade, item: LineItem, userId: string): void;
  /** Throws when the activity, or the work that the score speaks of, allows no score now. */
  checkSubmission(score: ScoreBody, item: LineItem, before: Grade | undefined): void;
  /** What is answered to writes once the course has ended; undefined: it makes no difference. */
  readonly refuseConcluded: (() => LmsRefusal) | undefined;
  /** What is kept after this score; `points` is the score on the column's scale, null when none was given. */
  applyScore(score: ScoreBody, points: number | null, item: LineItem, before: Grade | undefined): Grade;

  readonly missingScopeStatus: number;
}
