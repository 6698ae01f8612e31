import type { Grade, LineItemRow } from './rows';

/** Returns the grade that a person had when the course was created, without storing it in memory. */
export type SeededGrades = (place: number) => Grade | undefined;

/** A column and the grades in it. A person is identified by the index on the course's roster. */
export class LineItem {
  private readonly changed = new Map<number, Grade | undefined>();

  constructor(
    readonly place: number,
    public row: LineItemRow,
    /** Several LMSs protect a column that the tool did not make itself. */
    readonly madeBy: 'tool' | 'lms',
    private readonly seeded: SeededGrades = () => undefined,
  ) {}

  get id(): string {
    return this.row.id;
  }

  grade(place: number): Grade | undefined {
    return this.changed.has(place) ? this.changed.get(place) : this.seeded(place);
  }

  setGrade(place: number, grade: Grade | undefined): void {
    this.changed.set(place, grade);
  }
}
