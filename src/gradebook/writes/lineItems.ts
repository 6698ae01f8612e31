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

/** Members of a line item as a caller gives them: absent leaves a member alone, null removes it. */
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
  outcomeUnknown: 'The line item may have been made: look for its resourceId and tag before you create it again.',
  notFound: noSuchLink,
};
const updateAdvice: Advice = {
  outcomeUnknown: 'The change may have been made: read the line item back. To send the same update again is safe.',
  notFound: noSuchLineItem,
};
const deleteAdvice: Advice = {
  outcomeUnknown: 'The line item may be gone: read it back. If it is still there, delete it again.',
  notFound: noSuchLineItem,
};

/** What must hold of any input before LTIAAS is called (AGS 2.0, section 3.2). */
export function checkNewLineItem(input: LineItemChanges): UserError[] {
  return [
    ...checkText(input.label, ['label']),
    ...checkMaximum(input.scoreMaximum, ['scoreMaximum']),
    ...checkRest(input),
  ];
}

/** Like {@link checkNewLineItem}, for an input that may leave everything out. */
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
    userErrors.push({ code: 'INVALID', message: '"endDateTime" is before "startDateTime".', field: ['endDateTime'] });
  }
  return userErrors;
}

/** Creates the line item. It is sent once, never again. `outcomeUnknown`: what to do if nobody can say whether it was created. */
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
 * Reads the item, changes what the input names and puts the whole back: a PUT removes whatever it leaves out, so members that
 * nobody here knows, and dates in the LMS's own writing, go back as they came. The value is null where LTIAAS only confirms.
 */
export async function update(
  { client, enqueue }: Writer,
  id: string,
  input: LineItemChanges,
): Promise<Outcome<LineItem | null>> {
  let sent = false;
  try {
    return await enqueue(lineItemKey(id)).run(async () => {
      // Another launch's update may just have ended: a read of ours from before would take it back.
      client.forgetReads();
      const current = await getLineItem(client, id);
      if (memberNames.every((name) => input[name] === undefined)) return done(current);
      sent = true;
      // AGS 2.0, section 3.2.6: a tool may omit `id`, and a platform may reject one that it spells otherwise. None needs it: Canvas
      // (`line_item_params`), Moodle (`process_put_request`), Sakai and Open edX (a read-only member) take it from the URL.
      const { id: _id, ...members } = current.json;
      return done(await replaceLineItem(client, id, merge(members, input)));
    });
  } catch (error) {
    // The item was there when it was read: a 404 to the PUT speaks of the link, where the input names one.
    const notFound = sent && input.resourceLinkId ? noSuchLink : noSuchLineItem;
    return failed(userErrorOf(error, sent, { ...updateAdvice, notFound }));
  }
}

/** Deletes the line item, on most platforms with its scores. */
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
