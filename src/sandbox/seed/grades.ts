import type { SeededGrades } from '../lms/lineItem';
import type { Grade } from '../lms/rows';
import type { SeededColumn } from './columns';
import { randomOf } from './random';

const comments = [
  'Well argued; see my notes on the second section.',
  'Good work, but the units are missing in the table.',
  'Please come to my office hours about the last question.',
  'Excellent. Nothing to add.',
  'Handed in late; no points taken off this time.',
  'The conclusion does not follow from your data — look again at figure 2.',
];

const termStart = Date.parse('2025-09-08T09:00:00Z');
const day = 86_400_000;

/** Grades like those of a real class: gaps, a few zeros, comments. Computed on demand, and always the same. */
export function seededGrades(course: number, column: number, shape: SeededColumn): SeededGrades {
  const maximum = shape.row.scoreMaximum;
  return (place): Grade | undefined => {
    const chance = (question: number) => randomOf(course, column, place, question);
    if (chance(0) >= shape.handedIn) return undefined;
    const share = chance(1) < 0.03 ? 0 : shape.middle + (chance(2) + chance(3) - 1) * shape.spread;
    const bounded = Math.max(0, shape.extraCredit ? share : Math.min(1, share));
    // Rounding to the step leaves binary rounding errors (0.30000000000000004), which no gradebook shows.
    const score = Number((Math.round((bounded * maximum) / shape.step) * shape.step).toFixed(2));
    const comment =
      chance(4) < (shape.comments ?? 0) ? (comments[Math.floor(chance(5) * comments.length)] ?? null) : null;
    const at = termStart + Math.floor((column * 7 + chance(6) * 5) * day);
    return { score, comment, at, toolAt: at };
  };
}

/** Grades for the first people of the roster only, one per minute, for courses of a given size. */
export function plainGrades(maximum: number, count: number, column: number): SeededGrades {
  return (place) => {
    if (place >= count) return undefined;
    const at = termStart + column * day + place * 60_000;
    return { score: Math.round(randomOf(column, place) * maximum), comment: null, at, toolAt: at };
  };
}
