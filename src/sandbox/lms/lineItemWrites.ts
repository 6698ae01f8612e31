import type { LmsAnswer } from './answer';
import type { Course } from './course';
import type { LineItem } from './lineItem';
import { readLineItem } from './lineItemBody';
import type { LineItemRow, Recorder } from './rows';

/** Creates a column for the tool. */
export function createLineItem(course: Course, body: unknown, record: Recorder): LmsAnswer {
  const { profile } = course;
  const given = readLineItem(body);
  profile.checkLineItem(given);
  checkLink(course, given);
  const overwritten = profile.overwrittenBy(given, course.items());
  if (overwritten) overwritten.row = withoutNulls({ ...given, id: overwritten.id });
  const item = overwritten ?? course.add(withoutNulls(given), 'tool');
  record({ at: Date.now(), kind: 'createLineItem', lineItemId: item.id, body });
  return { status: profile.createdStatus, body: profile.showLineItem(item) };
}

/** Replaces a column's members; its grades stay. */
export function replaceLineItem(course: Course, item: LineItem, body: unknown, record: Recorder): LmsAnswer {
  const { profile } = course;
  profile.checkChange(item, 'replace');
  // AGS 2.0: a PUT removes the members that it omits; null means the same.
  const given = readLineItem(profile.partialReplace ? { ...item.row, ...(body as object) } : body);
  profile.checkLineItem(given);
  checkLink(course, given);
  const factor = given.scoreMaximum / item.row.scoreMaximum;
  item.row = withoutNulls({ ...given, id: item.id });
  if (profile.rescalesGrades && factor !== 1) rescale(course, item, factor);
  record({ at: Date.now(), kind: 'replaceLineItem', lineItemId: item.id, body });
  return { status: 200, body: profile.showLineItem(item) };
}

/** Deletes a column and every grade in it. */
export function deleteLineItem(course: Course, item: LineItem, record: Recorder): LmsAnswer {
  course.profile.checkChange(item, 'delete');
  course.remove(item);
  record({ at: Date.now(), kind: 'deleteLineItem', lineItemId: item.id, body: undefined });
  return { status: 204 };
}

function checkLink(course: Course, { resourceLinkId }: LineItemRow): void {
  if (resourceLinkId && !course.resourceLinks.has(resourceLinkId)) throw course.profile.refuseLink(resourceLinkId);
}

function withoutNulls(row: LineItemRow): LineItemRow {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as LineItemRow;
}

function rescale(course: Course, item: LineItem, factor: number): void {
  for (const place of course.learners.keys()) {
    const grade = item.grade(place);
    if (grade?.score != null) item.setGrade(place, { ...grade, score: grade.score * factor });
  }
}
