import type { LtiaasClient } from '../../ltiaas/client';
import {
  createLineItem,
  deleteLineItem,
  getLineItem,
  type LineItem,
  lineItemKey,
  replaceLineItem,
} from '../../ltiaas/lineItems';
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
import type { Writer } from './queue';

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

/** Checks the input before any call to LTIAAS (AGS 2.0, section 3.2). */
export function checkNewLineItem(input: LineItemChanges): UserError[] {
  return [
    ...checkText(input.label, ['label']),
    ...checkMaximum(input.scoreMaximum, ['scoreMaximum']),
    ...checkRest(input),
  ];
}

/** Like {@link checkNewLineItem}, but every member is optional. */
export function checkLineItemChanges(input: LineItemChanges): UserError[] {
  return [
    ...(input.label === undefined ? [] : checkText(input.label, ['label'])),
    ...(input.scoreMaximum === undefined ? [] : checkMaximum(input.scoreMaximum, ['scoreMaximum'])),
    ...checkRest(input),
  ];
}

function checkRest({ resourceLinkId, resourceId, tag, startDateTime, endDateTime }: LineItemChanges): UserError[] {
  const userErrors = [
    ...checkOptionalText(resourceLinkId, ['resourceLinkId']),
    ...checkOptionalText(resourceId, ['resourceId']),
    ...checkOptionalText(tag, ['tag']),
  ];
  if (startDateTime && endDateTime && endDateTime < startDateTime) {
    userErrors.push({
      code: 'INVALID',
      message: '"endDateTime" must not be before "startDateTime".',
      field: ['endDateTime'],
    });
  }
  return userErrors;
}

/** Creates the line item. Never retries: the first attempt may have succeeded. */
export async function create(client: LtiaasClient, input: LineItemChanges): Promise<Outcome<LineItem>> {
  try {
    return done(await createLineItem(client, merge({}, input)));
  } catch (error) {
    return failed(userErrorOf(error, true, createAdvice));
  }
}

/**
 * Reads the item, applies the changes and puts the whole item back. A PUT removes the members that it omits, so unknown members
 * and dates in the LMS's own format go back unchanged. The value is null if LTIAAS confirms without sending the item.
 */
export async function update(
  { client, enqueue }: Writer,
  id: string,
  input: LineItemChanges,
): Promise<Outcome<LineItem | null>> {
  let sent = false;
  try {
    return await enqueue(lineItemKey(id)).run(async () => {
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
export async function remove({ client, enqueue }: Writer, id: string): Promise<Outcome<string>> {
  try {
    await enqueue(lineItemKey(id)).run(() => deleteLineItem(client, id));
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
