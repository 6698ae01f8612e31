import type { Caller } from '../access/caller';
import type { Operation } from '../access/rules';
import type { Durations } from '../config/durations';
import type { UserErrorCode } from '../errors';
import type { RememberedLaunch } from '../launches/rememberedLaunch';
import type { Roster } from '../launches/roster';
import type { LtiaasClient } from '../ltiaas/client';
import type { Lifetime } from '../ltiaas/lifetime';
import type { CursorKeys } from '../relay/cursor';
import type { WriteQueue } from './writes/queue';

/** Does `work` as a step of the operation's trace. */
export type TraceStep = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** What one operation's gradebook is made of. */
export interface GradebookOptions {
  client: LtiaasClient;
  trace: TraceStep;
  caller: Caller;
  memory: RememberedLaunch;
  /** The roster of the launch: remembered, under way, or a new reading by `read`. */
  openRoster: (read: (lifetime: Lifetime) => Promise<Roster>) => Promise<Roster>;
  cursorKeys: CursorKeys;
  /** Role URIs that count as staff, in addition to those of the context vocabulary. */
  staffRoles: readonly string[];
  writeQueue: WriteQueue;
  /** Rows of one bulk submission. */
  maxBulkRows: number;
  /** Called with the outcome of each write, for a bulk submission of each row. */
  noteWrite?: ((mutation: Operation, outcome: UserErrorCode | 'ok') => void) | undefined;
  /** How long the operation may take. */
  lifetime: Lifetime;
  durations: Durations;
}
