import { type ApiKey, type Caller, readCaller } from './access/caller';
import type { LaunchMemory } from './access/launchMemory';
import { Gradebook } from './gradebook/gradebook';
import { platformOf } from './gradebook/lms';
import type { GradebookOptions } from './gradebook/readOnlyGradebook';
import type { WriteOrder } from './gradebook/writeOrder';
import { LtiaasClient, type Upstream, type UpstreamUse } from './ltiaas/client';
import { Lifetime } from './ltiaas/lifetime';
import type { OperationSpan } from './tracing/span';

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
  /** What its trace says of it as a whole; undefined: nobody traces. */
  readonly span: OperationSpan | undefined;
  /** Undefined where the request shows no usable credential. */
  readonly caller: Caller | undefined;
  /** LTIAAS, as the caller may see it. */
  readonly gradebook: Gradebook;
  /** What it cost upstream so far. */
  upstream(): Readonly<UpstreamUse>;
  /**
   * Whether LTIAAS has accepted the credential, in this request or an earlier one. Only then may a request put anything into memory that
   * all callers share: a made-up credential is a caller, too.
   */
  isAccepted(): boolean;
  /** Resolves when it is known what other replicas have learnt of the launch, for which everything has to wait. */
  readonly opening: Promise<void> | undefined;
  /** To be called when the client is gone: nobody waits for its reads any more. A mutation goes on: it is asked for. */
  abandon(): void;
  /** To be called when the request is answered. */
  close(): void;
}

const noUse: UpstreamUse = { calls: 0, rounds: 0, rows: 0, ms: 0 };

/** Opens the context of one request; the operation's deadline upstream runs from here on. */
export function openContext(
  requestId: string,
  authorization: string | undefined,
  span: OperationSpan | undefined,
  shared: Shared,
): Context {
  const caller = readCaller(authorization, shared.apiKey);
  if (caller === undefined) {
    // No resolver runs without a caller: `credentialCheck` sees to it. Should one ever, there is nothing it could reach.
    const gradebook = undefined as never;
    const isAccepted = () => false;
    const upstream = () => noUse;
    return { requestId, span, caller, gradebook, opening: undefined, isAccepted, upstream, abandon() {}, close() {} };
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
    span,
  });
  const share = () => shared.launches.share(caller.key, memory);
  const gradebook = new Gradebook({
    client,
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
    span,
    caller,
    gradebook,
    opening: shared.launches.refresh(caller.key, memory),
    // The id token is remembered only where LTIAAS has given it for this credential.
    isAccepted: () => !memory.isRefused && (client.isAccepted || memory.facts !== undefined),
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
