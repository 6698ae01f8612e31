import DataLoader from 'dataloader';
import type { LtiaasClient } from '../ltiaas/client';
import { LtiaasError } from '../ltiaas/errors';
import { getLineItem, type LineItem } from '../ltiaas/lineItems';
import type { TraceStep } from '../observability/traces';

/** Line items by id, one call each; null where LTIAAS knows none. Lists prime it, so that what they brought costs nothing. */
export function createLineItemLoader(client: LtiaasClient, trace: TraceStep): DataLoader<string, LineItem | null> {
  return new DataLoader<string, LineItem | null>((ids) =>
    trace('find line items', () => Promise.all(ids.map((id) => loadOne(client, id)))),
  );
}

async function loadOne(client: LtiaasClient, id: string): Promise<LineItem | null | Error> {
  try {
    return await getLineItem(client, id);
  } catch (error) {
    if (error instanceof LtiaasError && error.kind === 'notFound') return null;
    return error as Error;
  }
}
