import { hash } from 'node:crypto';
import { z } from 'zod';
import type { RememberedLaunch } from './rememberedLaunch';

/** As many ids of line items as are shared; whoever misses one finds it in the list. */
const maxLineItemIds = 1000;

const texts = z.array(z.string()).readonly();

const shape = z.object({
  endsAt: z.number(),
  facts: z
    .object({
      user: z.object({ id: z.string(), roles: z.array(z.string()), roleScopeMentor: z.array(z.string()) }),
      resourceLink: z.object({ id: z.string() }).nullable(),
      platform: z.object({ id: z.string(), productFamilyCode: z.string().nullable() }),
      services: z.object({
        gradesAvailable: z.boolean(),
        rosterAvailable: z.boolean(),
        deepLinkingAvailable: z.boolean(),
        gradesScopes: z.array(z.string()).nullable(),
        lineItemId: z.string().nullable(),
      }),
    })
    .optional(),
  lineItemIds: texts,
  deletedLineItemIds: texts,
  movedLists: texts,
  limitCutsSilently: z.boolean(),
});

/** What replicas tell each other of a launch: what access and loading need, no name and no address of a person. */
export type LaunchRecord = z.infer<typeof shape>;

type Learnt = Pick<RememberedLaunch, 'limitCutsSilently'> & {
  [name in 'lineItemIds' | 'deletedLineItemIds' | 'movedLists']: Iterable<string>;
} & { facts?: unknown };

export function writeRecord(launch: RememberedLaunch): string {
  const { facts, endsAt } = launch;
  // Whatever else an id token holds is left out.
  return JSON.stringify(shape.parse({ endsAt, facts, ...learntOf(launch) }));
}

/** Undefined where it is no record, or over. `latest`: what ends later than this was not written by a clock like ours. */
export function readRecord(text: string | undefined, latest: number): LaunchRecord | undefined {
  if (text === undefined) return undefined;
  try {
    const record = shape.parse(JSON.parse(text));
    return record.endsAt <= Date.now() ? undefined : { ...record, endsAt: Math.min(record.endsAt, latest) };
  } catch {
    // Of another version of the gateway.
    return undefined;
  }
}

/** Changes where there is something to tell; undefined where nothing was learnt. */
export function digestOf(launch: Learnt): string | undefined {
  const learnt = learntOf(launch);
  const { lineItemIds, movedLists, deletedLineItemIds } = learnt;
  if (launch.facts === undefined && lineItemIds.length + movedLists.length + deletedLineItemIds.length === 0) {
    return undefined;
  }
  return hash('sha256', JSON.stringify([launch.facts === undefined, learnt]), 'base64url');
}

/** Adds what `record` knows. Says whether `launch` is now of another age. */
export function merge(launch: RememberedLaunch, record: LaunchRecord): boolean {
  for (const id of record.deletedLineItemIds) {
    launch.deletedLineItemIds.add(id);
    launch.lineItemIds.delete(id);
  }
  for (const id of record.lineItemIds) if (!launch.deletedLineItemIds.has(id)) launch.lineItemIds.add(id);
  for (const list of record.movedLists) launch.movedLists.add(list);
  launch.limitCutsSilently ||= record.limitCutsSilently;
  // Who has asked LTIAAS itself goes by that.
  if (launch.facts !== undefined) return false;
  if (record.facts !== undefined) launch.facts = record.facts;
  if (record.endsAt >= launch.endsAt) return false;
  launch.endsAt = record.endsAt;
  return true;
}

/** In one order, whoever has learnt it: else replicas would correct each other for ever. */
function learntOf({ lineItemIds, deletedLineItemIds, movedLists, limitCutsSilently }: Learnt) {
  return {
    lineItemIds: [...lineItemIds].sort().slice(0, maxLineItemIds),
    deletedLineItemIds: [...deletedLineItemIds].sort(),
    movedLists: [...movedLists].sort(),
    limitCutsSilently,
  };
}
