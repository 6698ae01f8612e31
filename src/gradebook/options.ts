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

/** What a gradebook needs for one operation. */
export interface GradebookOptions {
  client: LtiaasClient;
  trace: TraceStep;
  caller: Caller;
  memory: RememberedLaunch;
  /** Returns the roster of the launch: the remembered one, the one being read, or a new one from `read`. */
  openRoster: (read: (lifetime: Lifetime) => Promise<Roster>) => Promise<Roster>;
  cursorKeys: CursorKeys;
  /** Role URIs that count as staff, in addition to those of the context vocabulary. */
  staffRoles: readonly string[];
  writeQueue: WriteQueue;
  /** Maximum number of rows in one bulk submission. */
  maxBulkRows: number;
  /** Called with the outcome of each write; in a bulk submission, with the outcome of each row. */
  noteWrite?: ((mutation: Operation, outcome: UserErrorCode | 'ok') => void) | undefined;
  /** The deadline of the operation. */
  lifetime: Lifetime;
  durations: Durations;
}
