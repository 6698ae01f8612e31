import type { Caller } from '../../access/caller';
import type { IdToken } from '../../ltiaas/idToken';
import type { LineItem } from '../../ltiaas/lineItems';
import { BadRow, type Row } from '../../ltiaas/page';
import { mayBeId } from '../../ltiaas/read';
import { readAll } from '../../relay/walk';
import { isKnownLms, isSakai } from '../lmsQuirks';
import type { GradebookOptions } from '../options';
import { Lists } from '../reads/lists';
import { create, type LineItemChanges } from './lineItems';
import { requireShared } from './queue';
import { done, failed, notSentErrorOf, type Outcome, type UserError } from './userError';

/** The values of a new line item, with the key by which it is found. */
export interface LineItemKeyInput extends LineItemChanges {
  resourceId: string;
}

export interface EnsuredLineItem {
  lineItem: LineItem;
  created: boolean;
  /** Other line items with the same key, in the LMS's order. */
  duplicates: LineItem[];
}

const advice = 'The line item may have been created. Send the same call again: it finds an existing line item.';

/**
 * Finds the line item by its key in the whole list, and creates it if there is none. Calls for one key run one after the other, so
 * that only one of them creates it. The list is read under the lock: an earlier read may miss the line item of another call.
 */
export async function ensure(
  options: GradebookOptions,
  input: LineItemKeyInput,
  token: IdToken | null,
): Promise<Outcome<EnsuredLineItem>> {
  const { client, memory, caller, lifetime, writeQueue } = options;
  const entries = lockKeys(input, token, caller)
    .toSorted()
    .map((key) => writeQueue.enqueue(key, lifetime));
  try {
    for (const entry of entries) await entry.wait();
    let isShared = true;
    for (const entry of entries) isShared = (await entry.lock()) && isShared;
    client.forgetReads();
    const rows = await readCandidates(options, input);
    const matches = rows.filter((row) => hasKey(row, input));
    const unreadable = matches.find((row) => row instanceof BadRow);
    // It may be the line item in question, and a second one must not be created.
    if (unreadable !== undefined) throw unreadable;
    const [lineItem, ...duplicates] = matches as LineItem[];
    if (lineItem !== undefined) return done({ lineItem, created: false, duplicates });
    const userErrors = isSakai(memory) ? checkForSakai(input, rows) : [];
    if (userErrors.length > 0) return failed(...userErrors);
    requireShared(isShared);
    const outcome = await create(client, input, advice);
    return outcome.value === null ? outcome : done({ lineItem: outcome.value, created: true, duplicates: [] });
  } catch (error) {
    return failed(notSentErrorOf(error));
  } finally {
    for (const entry of entries) entry.leave();
  }
}

/**
 * One lock for calls with the same key, and one for calls with the same label, because Sakai overwrites a line item with that label.
 * Other LMSs do not need the second lock, but with a service key the LMS is unknown. So is the course.
 */
function lockKeys(
  { resourceId, tag = null, label }: LineItemKeyInput,
  token: IdToken | null,
  caller: Caller,
): string[] {
  const course = token?.context?.id;
  const where = course === undefined ? ['credential', caller.key] : ['course', token!.platform.id, course];
  return [
    JSON.stringify(['line item', ...where, resourceId, tag]),
    JSON.stringify(['line item label', ...where, label]),
  ];
}

/** All line items with the key. If the LMS is or may be Sakai, all line items, because their labels matter. */
function readCandidates(options: GradebookOptions, { resourceId, tag }: LineItemKeyInput): Promise<Row<LineItem>[]> {
  const { memory } = options;
  const mayBeSakai = isSakai(memory) || !isKnownLms(memory);
  const list = new Lists(options).lineItems(mayBeSakai ? {} : { resourceId, ...(tag != null && { tag }) });
  // Unreadable rows, too: one of them may be the line item.
  return readAll(list.only(() => true));
}

/** Whether the line item has or may have the key. Without a tag in the input, only a line item without a tag has it. */
function hasKey(row: Row<LineItem>, { resourceId, tag, resourceLinkId }: LineItemKeyInput): boolean {
  const { json } = row;
  if (typeof json !== 'object' || json === null) return false;
  const item = json as Record<string, unknown>;
  return (
    mayBeId(item.resourceId, resourceId) &&
    mayBeId(item.tag, tag ?? null) &&
    (resourceLinkId == null || mayBeId(item.resourceLinkId, resourceLinkId))
  );
}

/** LineItemUtil.java stores both parts of the key in one text, separated by `|`, and loses parts of one character. */
function checkForSakai(input: LineItemKeyInput, rows: readonly Row<LineItem>[]): UserError[] {
  const userErrors = (['resourceId', 'tag'] as const)
    .filter((name) => input[name] != null && (input[name].length < 2 || input[name].includes('|')))
    .map((name): UserError => {
      const message = `On Sakai, "${name}" must have at least 2 characters and no "|".`;
      return { code: 'INVALID', message, field: [name] };
    });
  if (rows.some((row) => !(row instanceof BadRow) && row.label === input.label)) {
    const message = 'Another line item has this label, and Sakai would overwrite that line item. Choose another label.';
    userErrors.push({ code: 'CONFLICT', message, field: ['label'] });
  }
  return userErrors;
}
