import type { LtiaasClient } from '../../ltiaas/client';
import {
  createLineItem,
  deleteLineItem,
  getLineItem,
  type LineItem,
  lineItemKey,
  replaceLineItem,
} from '../../ltiaas/lineItems';
import type { GradebookOptions } from '../options';
import {
  type Advice,
  checkMaximum,
  checkOptionalText,
  checkText,
  done,
  failed,
  type Outcome,
  type UserError,
  userErrorOf,
} from './userError';

/** Changes to a line item: an absent member stays as it is, null removes it. */
export interface LineItemChanges {
  label?: string | null | undefined;
  scoreMaximum?: number | null | undefined;
  resourceLinkId?: string | null | undefined;
  resourceId?: string | null | undefined;
  tag?: string | null | undefined;
  startDateTime?: Date | null | undefined;
  endDateTime?: Date | null | undefined;
  gradesReleased?: boolean | null | undefined;
}

const memberNames = [
  'label',
  'scoreMaximum',
  'resourceLinkId',
  'resourceId',
  'tag',
  'startDateTime',
  'endDateTime',
  'gradesReleased',
] as const satisfies readonly (keyof LineItemChanges)[];

const noSuchLineItem = { message: 'This launch has no such line item.', field: ['id'] };

const noSuchLink = {
  message: 'The LMS has no such resource link in this course, or it belongs to another tool.',
  field: ['resourceLinkId'],
};

const createAdvice: Advice = {
  outcomeUnknown: 'The line item may have been created. Search for its resourceId and tag before you retry.',
  notFound: noSuchLink,
};
const updateAdvice: Advice = {
  outcomeUnknown: 'The change may have been stored. Read the line item to check. Retrying the same update is safe.',
  notFound: noSuchLineItem,
};
const deleteAdvice: Advice = {
  outcomeUnknown: 'The line item may have been deleted. Read it, and retry if it still exists.',
  notFound: noSuchLineItem,
};

/** Checks the input before any call to LTIAAS (AGS 2.0, section 3.2). The schema requires what a new line item must have. */
export function checkLineItem(input: LineItemChanges): UserError[] {
  const { label, scoreMaximum, startDateTime, endDateTime } = input;
  const userErrors = [
    ...(label === undefined ? [] : checkText(label, ['label'])),
    ...(scoreMaximum === undefined ? [] : checkMaximum(scoreMaximum, ['scoreMaximum'])),
    ...(['resourceLinkId', 'resourceId', 'tag'] as const).flatMap((name) => checkOptionalText(input[name], [name])),
  ];
  if (startDateTime && endDateTime && endDateTime < startDateTime) {
    const message = '"endDateTime" must not be before "startDateTime".';
    userErrors.push({ code: 'INVALID', message, field: ['endDateTime'] });
  }
  return userErrors;
}

/** Creates the line item. Never retries: the first attempt may have succeeded. `outcomeUnknown`: advice for an unknown outcome. */
export async function create(
  client: LtiaasClient,
  input: LineItemChanges,
  outcomeUnknown = createAdvice.outcomeUnknown,
): Promise<Outcome<LineItem>> {
  try {
    return done(await createLineItem(client, merge({}, input)));
  } catch (error) {
    return failed(userErrorOf(error, true, { ...createAdvice, outcomeUnknown }));
  }
}

/**
 * Reads the item, applies the changes and puts the whole item back. A PUT removes the members that it omits, so unknown members
 * and dates in the LMS's own format go back unchanged. The value is null if LTIAAS confirms without sending the item.
 */
export async function update(
  { client, lifetime, writeQueue }: GradebookOptions,
  id: string,
  input: LineItemChanges,
): Promise<Outcome<LineItem | null>> {
  let sent = false;
  try {
    return await writeQueue.enqueue(lineItemKey(id), lifetime).run(async () => {
      // Another launch's update may just have ended. A result that was read before would undo it.
      client.forgetReads();
      const current = await getLineItem(client, id);
      if (memberNames.every((name) => input[name] === undefined)) return done(current);
      sent = true;
      // AGS 2.0, section 3.2.6: a tool may omit `id`, and a platform may reject another spelling of it. No LMS needs it: Canvas
      // (`line_item_params`), Moodle (`process_put_request`), Sakai and Open edX (a read-only member) read it from the URL.
      const { id: _id, ...members } = current.json;
      return done(await replaceLineItem(client, id, merge(members, input)));
    });
  } catch (error) {
    // The read has found the item, so a 404 for the PUT is about the resource link, if the input has one.
    const notFound = sent && input.resourceLinkId ? noSuchLink : noSuchLineItem;
    return failed(userErrorOf(error, sent, { ...updateAdvice, notFound }));
  }
}

/** Deletes the line item. Most platforms delete its scores, too. */
export async function remove({ client, lifetime, writeQueue }: GradebookOptions, id: string): Promise<Outcome<string>> {
  try {
    await writeQueue.enqueue(lineItemKey(id), lifetime).run(() => deleteLineItem(client, id));
    return done(id);
  } catch (error) {
    return failed(userErrorOf(error, true, deleteAdvice));
  }
}

function merge(current: Record<string, unknown>, input: LineItemChanges): Record<string, unknown> {
  const merged = { ...current };
  for (const name of memberNames) {
    const value = input[name];
    if (value === null) delete merged[name];
    else if (value !== undefined) merged[name] = value instanceof Date ? value.toISOString() : value;
  }
  return merged;
}
