import type { LineItemRow } from '../lms/rows';

/** A column of a seeded course, and the distribution of its grades. */
export interface SeededColumn {
  readonly row: Omit<LineItemRow, 'id'>;
  /** The column belongs to the launched resource link. */
  readonly linked?: boolean;
  readonly madeBy?: 'tool' | 'lms';
  /** Share of learners who have a grade. */
  readonly handedIn: number;
  /** The mean share of the maximum, and the spread. */
  readonly middle: number;
  readonly spread: number;
  /** The smallest difference between two scores. */
  readonly step: number;
  /** Grades may exceed the maximum. */
  readonly extraCredit?: boolean;
  readonly comments?: number;
}

const quiz = (number: number, label: string, handedIn: number): SeededColumn => ({
  row: { label: `Quiz ${number}: ${label}`, scoreMaximum: 10, resourceId: `quiz-${number}`, tag: 'grade' },
  handedIn,
  middle: 0.78,
  spread: 0.35,
  step: 1,
});

/** Columns of the first course. */
export const firstColumns: readonly SeededColumn[] = [
  {
    row: { label: 'Week 1: Reading the microscope', scoreMaximum: 20, resourceId: 'activity-1', tag: 'grade' },
    linked: true,
    madeBy: 'lms',
    handedIn: 0.96,
    middle: 0.84,
    spread: 0.3,
    step: 0.5,
    comments: 0.3,
  },
  quiz(1, 'Cells and membranes', 0.97),
  quiz(2, 'Enzymes', 0.93),
  quiz(3, 'Photosynthesis', 0.9),
  quiz(4, 'Genetics', 0.81),
  {
    row: {
      label: 'Essay: The origin of mitochondria',
      scoreMaximum: 100,
      resourceId: 'essay-1',
      tag: 'grade',
      startDateTime: '2025-09-15T08:00:00Z',
      endDateTime: '2025-10-06T23:59:00Z',
    },
    handedIn: 0.88,
    middle: 0.74,
    spread: 0.4,
    step: 0.5,
    comments: 0.7,
  },
  {
    row: { label: 'Essay: originality report', scoreMaximum: 1, resourceId: 'essay-1', tag: 'originality' },
    handedIn: 0.88,
    middle: 0.9,
    spread: 0.2,
    step: 0.01,
  },
  {
    row: {
      label: 'Lab report 1: Osmosis',
      scoreMaximum: 50,
      resourceId: 'lab-1',
      tag: 'lab',
      startDateTime: '2025-10-01T08:00:00+02:00',
      endDateTime: '2025-10-20T18:00:00+02:00',
    },
    handedIn: 0.85,
    middle: 0.8,
    spread: 0.3,
    step: 1,
    comments: 0.5,
  },
  {
    row: { label: 'Lab report 2: Fermentation', scoreMaximum: 50, resourceId: 'lab-2', tag: 'lab' },
    handedIn: 0.4,
    middle: 0.77,
    spread: 0.3,
    step: 1,
    comments: 0.5,
  },
  {
    row: {
      label: 'Midterm examination',
      scoreMaximum: 120,
      resourceId: 'midterm',
      tag: 'exam',
      startDateTime: '2025-10-27T09:00:00Z',
      endDateTime: '2025-10-27T11:00:00Z',
      gradesReleased: false,
    },
    handedIn: 0.95,
    middle: 0.68,
    spread: 0.5,
    step: 0.5,
  },
  {
    row: { label: 'Participation', scoreMaximum: 5, tag: 'participation' },
    handedIn: 1,
    middle: 0.8,
    spread: 0.6,
    step: 1,
  },
  {
    row: { label: 'Extra credit: Science fair', scoreMaximum: 10, resourceId: 'extra-1', tag: 'extra' },
    handedIn: 0.25,
    middle: 1,
    spread: 0.4,
    step: 0.5,
    extraCredit: true,
    comments: 0.4,
  },
  {
    row: { label: 'Peer review', scoreMaximum: 7.5, resourceId: 'peer-1', tag: 'grade' },
    handedIn: 0.7,
    middle: 0.86,
    spread: 0.3,
    step: 0.25,
  },
  { row: { label: 'Final project', scoreMaximum: 200 }, handedIn: 0, middle: 0, spread: 0, step: 1 },
];

/** Columns of the second, smaller course. */
export const secondColumns: readonly SeededColumn[] = [
  {
    row: { label: 'Problem set 1', scoreMaximum: 30, resourceId: 'set-1', tag: 'grade' },
    linked: true,
    madeBy: 'lms',
    handedIn: 0.95,
    middle: 0.8,
    spread: 0.3,
    step: 1,
  },
  quiz(1, 'Limits', 0.9),
  quiz(2, 'Derivatives', 0.8),
  { row: { label: 'Examination', scoreMaximum: 60, tag: 'exam' }, handedIn: 0.9, middle: 0.7, spread: 0.5, step: 0.5 },
];
