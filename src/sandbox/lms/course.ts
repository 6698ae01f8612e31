import { personOf } from '../seed/people';
import { type ActivityState, LineItem, type SeededGrades } from './lineItem';
import { readLineItem } from './lineItemBody';
import { listLineItems, listResults, type Listed, type Query } from './listing';
import { type MemberRow, type Privacy, rosterHabits, showMember } from './members';
import type { LmsProfile, Standing } from './profile';
import type { Grade, LineItemRow, ResultRow, SubmissionRow } from './rows';

const everything: Query = new Map();

/** The data to create a course. People are numbers; the profile turns them into user ids. */
export interface CourseSeed {
  readonly number: number;
  readonly label: string;
  readonly title: string;
  readonly learners: readonly number[];
  readonly staff: readonly number[];
}

/** One course of one LMS: its roster, its links to the tool and the tool's columns in its gradebook. */
export class Course implements Listed {
  readonly resourceLinks: Set<string>;
  /** In the order of creation. A deleted column leaves a hole, so that page bookmarks stay valid. */
  readonly columns: (LineItem | undefined)[] = [];
  readonly learners: readonly string[];
  private readonly staff: ReadonlyMap<string, number>;
  private readonly places: ReadonlyMap<string, number>;
  private readonly byId = new Map<string, LineItem>();
  private readonly removed = new Map<string, LineItem>();
  /** Rows of the roster that differ from the seed; null: removed. */
  private readonly changedMembers = new Map<string, MemberRow | null>();
  private knownRoster: MemberRow[] | undefined;
  isConcluded = false;

  constructor(
    readonly profile: LmsProfile,
    readonly seed: CourseSeed,
    /** Overrides the size of the LMS's pages. */
    readonly pageSize: number | undefined,
    /** Which personal data the LMS sends. */
    readonly privacy: Privacy = 'public',
  ) {
    this.learners = seed.learners.map((person) => profile.userId(person));
    this.staff = new Map(seed.staff.map((person) => [profile.userId(person), person]));
    this.places = new Map(this.learners.map((id, place) => [id, place]));
    this.resourceLinks = new Set([this.resourceLinkId]);
  }

  get id(): string {
    return this.profile.contextId(this.seed.number);
  }

  /** The link of launches that name no other. */
  get resourceLinkId(): string {
    return this.profile.resourceLinkId(this.seed.number, 1);
  }

  get lineItemsUrl(): string {
    return this.profile.lineItemsUrl(this.seed.number);
  }

  get membersUrl(): string {
    return `${this.profile.issuer}/lti/courses/${this.seed.number}/memberships`;
  }

  get lms(): LmsProfile['name'] {
    return this.profile.name;
  }

  items(): LineItem[] {
    return this.columns.filter((item) => item !== undefined);
  }

  find(lineItemId: string): LineItem | undefined {
    return this.byId.get(lineItemId);
  }

  /** The index of a learner on the roster. */
  placeOf(userId: string): number | undefined {
    return this.places.get(userId);
  }

  standing(userId: string): Standing {
    return this.places.has(userId) ? 'learner' : this.staff.has(userId) ? 'staff' : 'stranger';
  }

  /** The number of a member of the course. */
  personOf(userId: string): number | undefined {
    const place = this.places.get(userId);
    return place === undefined ? this.staff.get(userId) : this.seed.learners[place];
  }

  staffIds(): string[] {
    return [...this.staff.keys()];
  }

  add(row: LineItemRow, madeBy: 'tool' | 'lms', seeded?: SeededGrades): LineItem {
    const place = this.columns.length;
    const id = this.profile.lineItemUrl(this.seed.number, place + 1);
    const item = new LineItem(place, { ...row, id }, madeBy, seeded);
    this.columns.push(item);
    this.byId.set(id, item);
    return item;
  }

  remove(item: LineItem): void {
    this.columns[item.place] = undefined;
    this.byId.delete(item.id);
    this.removed.set(item.id, item);
  }

  /** All line items as the LMS returns them, in its order. */
  lineItems(): LineItemRow[] {
    return structuredClone(listLineItems(this, everything, 'whole').rows);
  }

  /** All results of a line item as the LMS would list them, in its order. */
  results(lineItemId: string): ResultRow[] {
    return listResults(this, this.mustFind(lineItemId), everything, 'whole').rows;
  }

  learnerIds(): string[] {
    return [...this.learners];
  }

  /** Adds a line item as if the tool had made it, with a default label and maximum. */
  addLineItem(partial: Partial<LineItemRow> = {}): LineItemRow {
    const row = { label: `Activity ${this.columns.length + 1}`, scoreMaximum: 100, ...partial };
    if (row.resourceLinkId) this.resourceLinks.add(row.resourceLinkId);
    return structuredClone(this.profile.showLineItem(this.add(readLineItem(row), 'tool')));
  }

  /** Everybody on the roster with everything that the LMS knows, in its order. */
  roster(): readonly MemberRow[] {
    if (this.knownRoster === undefined) {
      const rows = new Map<string, MemberRow | null>();
      for (const [userId, person] of this.staff) rows.set(userId, seededMember(userId, person, 'Instructor'));
      for (const [userId, place] of this.places)
        rows.set(userId, seededMember(userId, this.seed.learners[place]!, 'Learner'));
      for (const [userId, row] of this.changedMembers) rows.set(userId, row);
      this.knownRoster = [...rows.values()].filter((row) => row !== null);
    }
    return this.knownRoster;
  }

  /** The roster as the tool is shown it, in the LMS's order. */
  members(): MemberRow[] {
    const habits = rosterHabits[this.lms];
    const shown = this.roster()
      .filter(({ status = 'Active' }) => !habits.activeOnly || status === 'Active')
      .map((row) => showMember(row, this.privacy, habits, false));
    return structuredClone(shown);
  }

  /** Adds a member to the roster, or changes one: what is not given stays. Null takes them off it. */
  setMember(userId: string, change: Partial<MemberRow> | null): void {
    const known = this.roster().find((row) => row.userId === userId) ?? { userId, roles: [] };
    this.changedMembers.set(userId, change === null ? null : { ...known, ...change, userId });
    this.knownRoster = undefined;
  }

  deleteLineItem(lineItemId: string): void {
    this.remove(this.mustFind(lineItemId));
  }

  /** Restores a deleted line item at its old position, like an LMS that restores it from its recycle bin. */
  restoreLineItem(lineItemId: string): void {
    const item = this.removed.get(lineItemId);
    if (!item) throw new RangeError(`No deleted line item ${lineItemId} in course ${this.id}`);
    this.removed.delete(lineItemId);
    this.columns[item.place] = item;
    this.byId.set(item.id, item);
  }

  /** Ends the course. */
  conclude(): void {
    this.isConcluded = true;
  }

  /** Changes what a teacher decides about an activity. */
  setState(lineItemId: string, state: Partial<ActivityState>): void {
    const item = this.mustFind(lineItemId);
    item.state = { ...item.state, ...state };
  }

  /** What the LMS keeps of the tool's posts for one person beside the score; undefined: there were none. */
  submission(lineItemId: string, userId: string): SubmissionRow | undefined {
    const place = this.places.get(userId);
    return place === undefined ? undefined : this.mustFind(lineItemId).grade(place)?.submission;
  }

  /** Sets a result as a teacher does in the gradebook; null empties the cell. */
  setResult(
    lineItemId: string,
    userId: string,
    result: { score: number | null; maximum?: number; comment?: string } | null,
  ): void {
    const item = this.mustFind(lineItemId);
    const place = this.places.get(userId);
    if (place === undefined) throw new RangeError(`No learner ${userId} in course ${this.id}`);
    if (result === null) return item.setGrade(place, undefined);
    const { score, maximum = item.row.scoreMaximum, comment = null } = result;
    const { toolAt, submission } = item.grade(place) ?? {};
    item.setGrade(place, {
      score: score === null ? null : (score * item.row.scoreMaximum) / maximum,
      comment,
      at: Date.now(),
      ...(toolAt !== undefined && { toolAt }),
      ...(submission !== undefined && { submission }),
    } satisfies Grade);
  }

  private mustFind(lineItemId: string): LineItem {
    const item = this.find(lineItemId);
    if (!item) throw new RangeError(`No line item ${lineItemId} in course ${this.id}`);
    return item;
  }
}

function seededMember(userId: string, person: number, role: string): MemberRow {
  const { givenName, familyName, email } = personOf(person);
  return {
    userId,
    roles: [`http://purl.imsglobal.org/vocab/lis/v2/membership#${role}`],
    status: 'Active',
    name: `${givenName} ${familyName}`,
    givenName,
    familyName,
    email,
    picture: `https://pictures.example.edu/${person}.png`,
    lisPersonSourcedId: `SIS-${person}`,
  };
}
