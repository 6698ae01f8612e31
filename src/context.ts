import { type ApiKey, type Caller, readCaller } from './access/caller';
import type { LaunchMemory } from './access/launchMemory';
import { Gradebook } from './gradebook/gradebook';
import { platformOf } from './gradebook/lms';
import type { GradebookOptions } from './gradebook/readOnlyGradebook';
import type { WriteOrder } from './gradebook/writeOrder';
import { LtiaasClient, type Upstream, type UpstreamUse } from './ltiaas/client';
import { Lifetime } from './ltiaas/lifetime';
import type { OperationTrace, TraceStep } from './observability/traces';

/** What outlives a request: made once by `gateway.ts`. */
export interface Shared {
  apiKey: ApiKey;
  upstream: Upstream;
  launches: LaunchMemory;
  cursorKey: Buffer;
  writeOrder: WriteOrder;
  upstreamTimeoutMs: number;
  staffRoles: readonly string[];
  maxBulkRows: number;
  /** Told of what came of each write; undefined: nobody counts them. */
  noteWrite: GradebookOptions['noteWrite'];
}

/** One request, as resolvers and the log know it. */
export interface Context {
  readonly requestId: string;
  /** Undefined: tracing is off. */
  readonly trace: OperationTrace | undefined;
  /** Undefined where the request shows no usable credential. */
  readonly caller: Caller | undefined;
  /** LTIAAS, as the caller may see it. */
  readonly gradebook: Gradebook;
  /** What it cost upstream so far. */
  upstream(): Readonly<UpstreamUse>;
  /** Resolves when it is known what other replicas have learnt of the launch, for which everything has to wait. */
  readonly opening: Promise<void> | undefined;
  /** To be called when the client is gone: nobody waits for its reads any more. A mutation goes on: it is asked for. */
  abandon(): void;
  /** To be called when the request is answered. */
  close(): void;
}

const untraced: TraceStep = (_name, work) => work();
const noUse: UpstreamUse = { calls: 0, rounds: 0, rows: 0, ms: 0 };

/** Opens the context of one request; the operation's deadline upstream runs from here on. */
export function openContext(
  requestId: string,
  authorization: string | undefined,
  trace: OperationTrace | undefined,
  shared: Shared,
): Context {
  const caller = readCaller(authorization, shared.apiKey);
  if (caller === undefined) {
    // No resolver runs without a caller: `credentialCheck` sees to it. Should one ever, there is nothing it could reach.
    const gradebook = undefined as never;
    return { requestId, trace, caller, gradebook, opening: undefined, upstream: () => noUse, abandon() {}, close() {} };
  }
  const endsAt = performance.now() + shared.upstreamTimeoutMs;
  const lifetime = new Lifetime(endsAt);
  const readLifetime = new Lifetime(endsAt);
  const timer = setTimeout(() => {
    lifetime.end();
    readLifetime.end();
  }, shared.upstreamTimeoutMs);
  const memory = shared.launches.of(caller.key);
  const client = new LtiaasClient(shared.upstream, {
    credential: caller.credential,
    launch: caller.key,
    platform: () => platformOf(memory),
    onRefused: () => shared.launches.forget(caller.key),
    lifetime,
    readLifetime,
    requestId,
    trace,
  });
  const share = () => shared.launches.share(caller.key, memory);
  const gradebook = new Gradebook({
    client,
    trace: trace === undefined ? untraced : (name, work) => trace.step(name, work),
    caller,
    memory,
    cursorKey: shared.cursorKey,
    staffRoles: shared.staffRoles,
    writeOrder: shared.writeOrder,
    maxBulkRows: shared.maxBulkRows,
    share,
    noteWrite: shared.noteWrite,
    lifetime,
  });
  return {
    requestId,
    trace,
    caller,
    gradebook,
    opening: shared.launches.refresh(caller.key, memory),
    upstream: () => client.use,
    abandon: () => {
      // A write that was asked for is done, and first what must be read for it.
      if (!gradebook.writes) readLifetime.end();
    },
    close: () => {
      clearTimeout(timer);
      void share();
    },
  };
}
