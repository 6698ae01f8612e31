import type { Member } from '../ltiaas/members';
import { BadRow, type Row } from '../ltiaas/page';

/** A member, and whether their roles make them a learner or staff. */
export interface RosterMember extends Member {
  isLearner: boolean;
  isStaff: boolean;
}

/** The approximate size of a row without its texts, in bytes. */
const ownBytes = 512;

/** The members of a course, as one launch has read them. Personal data: only in memory, and never longer than the launch. */
export class Roster {
  readonly #byId = new Map<string, RosterMember>();
  /** The approximate memory that it uses. */
  readonly bytes: number;

  /** `rows`: in the LMS's order. */
  constructor(readonly rows: readonly Row<RosterMember>[]) {
    let bytes = 0;
    for (const row of rows) {
      bytes += ownBytes;
      if (row instanceof BadRow) continue;
      this.#byId.set(row.id, row);
      for (const value of Object.values(row) as unknown[]) {
        if (typeof value === 'string') bytes += 2 * value.length;
        else if (Array.isArray(value)) for (const role of value as string[]) bytes += 2 * role.length;
      }
    }
    this.bytes = bytes;
  }

  /** Undefined if the roster does not have this user. */
  find(userId: string): RosterMember | undefined {
    return this.#byId.get(userId);
  }
}
