import { OperationTypeNode } from 'graphql';
import { type ApiKey, type Caller, readCaller } from '../access/caller';
import type { Durations } from '../config/durations';
import type { LaunchMemory } from '../launches/launchMemory';
import type { PlatformHosts } from '../launches/platformHosts';
import { Gradebook } from '../gradebook/gradebook';
import type { GradebookOptions } from '../gradebook/options';
import { platformOf } from '../gradebook/lmsQuirks';
import type { WriteQueue } from '../gradebook/writes/queue';
import { LtiaasClient, type Upstream, type UpstreamUse } from '../ltiaas/client';
import { Lifetime } from '../ltiaas/lifetime';
import type { OperationTrace } from '../observability/traces';
import type { CursorKeys } from '../relay/cursor';
import type { ResolverContext } from '../schema/resolverContext';

/** What outlives a request. `gateway.ts` creates it once. */
export interface Shared {
  apiKey: ApiKey;
  upstream: Upstream;
  launches: LaunchMemory;
  platformHosts: PlatformHosts;
  cursorKeys: CursorKeys;
  writeQueue: WriteQueue;
  upstreamTimeoutMs: number;
  staffRoles: readonly string[];
  maxBulkRows: number;
  durations: Durations;
  /** Counts the outcome of each write; undefined: metrics are off. */
  noteWrite: GradebookOptions['noteWrite'];
}

/** One request, as plugins and the log know it. */
export interface Context extends ResolverContext {
  readonly requestId: string;
  /** Undefined: tracing is off. */
  readonly trace: OperationTrace | undefined;
  /** Undefined if the request has no usable credential. */
  readonly caller: Caller | undefined;
  /** The calls to LTIAAS so far. */
  upstream(): Readonly<UpstreamUse>;
  /** How many calls of this launch may be in flight now; 0 without a caller. */
  concurrency(): number;
  /**
   * Whether LTIAAS has accepted the credential, in this request or an earlier one. Only then may a request write to memory that all
   * callers share: a request with an invented credential has a caller, too.
   */
  isAccepted(): boolean;
  /** Call this when the type of the operation is known. */
  begin(operation: OperationTypeNode): void;
  /**
   * Call this when the client has disconnected, at any time. A mutation continues, with the reads that it needs. The reads of any
   * other operation end as soon as its type is known.
   */
  abandon(): void;
  /** Call this when the response has been sent. */
  close(): void;
}

const untraced: GradebookOptions['trace'] = (_name, work) => work();
const noUse: UpstreamUse = { calls: 0, rounds: 0, rows: 0, ms: 0 };

/** Opens the context of one request. The operation's deadline starts here. */
export function openContext(
  requestId: string,
  authorization: string | undefined,
  trace: OperationTrace | undefined,
  shared: Shared,
): Context {
  const caller = readCaller(authorization, shared.apiKey);
  if (caller === undefined) {
    // No resolver runs without a caller, because `admitOperations` rejects the operation. If one did, it could reach nothing.
    const gradebook = undefined as never;
    return {
      requestId,
      trace,
      caller,
      gradebook,
      isAccepted: () => false,
      upstream: () => noUse,
      concurrency: () => 0,
      begin() {},
      abandon() {},
      close() {},
    };
  }
  const endsAt = performance.now() + shared.upstreamTimeoutMs;
  const lifetime = new Lifetime(endsAt);
  const readLifetime = new Lifetime(endsAt);
  const memory = shared.launches.open(caller.key);
  let isOpen = true;
  const close = () => {
    clearTimeout(timer);
    if (isOpen) shared.launches.close(caller.key, memory);
    isOpen = false;
  };
  // Also closes operations whose clients have disconnected.
  const timer = setTimeout(() => {
    lifetime.end();
    readLifetime.end();
    close();
  }, shared.upstreamTimeoutMs);
  const client = new LtiaasClient(shared.upstream, {
    credential: caller.credential,
    launch: caller.key,
    platform: (lineItemId) => platformOf(memory, shared.platformHosts, lineItemId),
    onAccepted: () => shared.launches.accept(caller.key, memory),
    onRefused: () => shared.launches.forget(caller.key),
    lifetime,
    readLifetime,
    requestId,
    trace,
  });
  let hasLeft = false;
  let isMutation: boolean | undefined;
  const endUnwantedReads = () => {
    if (hasLeft && isMutation === false) readLifetime.end();
  };
  const gradebook = new Gradebook({
    client,
    trace: trace === undefined ? untraced : (name, work) => trace.step(name, work),
    caller,
    memory,
    openRoster: (read) =>
      shared.launches.readRoster(caller.key, memory, { ms: shared.durations.rosterMs, asking: readLifetime, read }),
    cursorKeys: shared.cursorKeys,
    staffRoles: shared.staffRoles,
    writeQueue: shared.writeQueue,
    maxBulkRows: shared.maxBulkRows,
    noteWrite: shared.noteWrite,
    lifetime,
    durations: shared.durations,
  });
  return {
    requestId,
    trace,
    caller,
    gradebook,
    isAccepted: () => memory.isAccepted === true,
    upstream: () => client.use,
    concurrency: () => client.concurrency,
    begin: (operation) => {
      isMutation = operation === OperationTypeNode.MUTATION;
      endUnwantedReads();
    },
    abandon: () => {
      hasLeft = true;
      endUnwantedReads();
    },
    close,
  };
}
