import { LmsRefusal } from './answer';
import type { LineItemRow } from './rows';

const texts = ['resourceLinkId', 'resourceId', 'tag', 'startDateTime', 'endDateTime'] as const;

/**
 * Reads the line item of a POST or PUT. The result has only the members that were sent, and an empty id.
 * Throws an LmsRefusal with status 400 if a member is invalid (AGS 2.0, Line item service).
 */
export function readLineItem(body: unknown): LineItemRow {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) refuse('a line item must be a JSON object');
  const sent = body as Record<string, unknown>;
  const { label, scoreMaximum, gradesReleased } = sent;
  if (typeof label !== 'string' || label.trim() === '') refuse('label must not be blank');
  if (typeof scoreMaximum !== 'number' || !Number.isFinite(scoreMaximum) || scoreMaximum <= 0)
    refuse('scoreMaximum must be a number above 0');
  const row: LineItemRow = { id: '', label, scoreMaximum };
  for (const name of texts) {
    const value = sent[name];
    if (value === undefined) continue;
    if (value !== null && typeof value !== 'string') refuse(`${name} must be a string`);
    row[name] = value;
  }
  for (const name of ['startDateTime', 'endDateTime'] as const)
    if (typeof row[name] === 'string' && Number.isNaN(Date.parse(row[name])))
      refuse(`${name} must be an ISO 8601 date`);
  if (typeof gradesReleased === 'boolean') row.gradesReleased = gradesReleased;
  for (const [name, value] of Object.entries(sent)) if (isExtension(name)) row[name] = value;
  return row;
}

/** The name of an extension member is a full URL (AGS 2.0). Other unknown members are dropped. */
export function isExtension(name: string): name is `http${string}` {
  return /^https?:\/\//.test(name);
}

function refuse(reason: string): never {
  throw new LmsRefusal(400, { error: `Bad line item: ${reason}` });
}
