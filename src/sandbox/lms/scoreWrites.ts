import { LmsRefusal, type LmsAnswer } from './answer';
import type { Course } from './course';
import type { LineItem } from './lineItem';
import type { Recorder } from './rows';
import { readScore } from './scoreBody';

/** Stores a score on the column's own scale (AGS 2.0, Score service). */
export function postScore(course: Course, item: LineItem, body: unknown, record: Recorder): LmsAnswer {
  const { profile } = course;
  const score = readScore(body);
  const place = course.placeOf(score.userId);
  const refusal = profile.refuseUser(course.standing(score.userId), score);
  if (refusal) throw refusal;
  if (place === undefined) throw new LmsRefusal(404, { error: 'No such user' });
  const before = item.grade(place);
  if (before) profile.checkTimestamp(score.timestamp, before, item, score.userId);
  profile.checkSubmission(score, item, before);
  const { scoreGiven, scoreMaximum } = score;
  const points =
    scoreGiven === null || scoreMaximum === null ? null : (scoreGiven * item.row.scoreMaximum) / scoreMaximum;
  item.setGrade(place, profile.applyScore(score, points, item, before));
  record({ at: Date.now(), kind: 'score', lineItemId: item.id, userId: score.userId, body });
  return { status: 200, body: {} };
}
