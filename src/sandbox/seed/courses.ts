import { Course } from '../lms/course';
import type { Privacy } from '../lms/members';
import type { LmsName, LmsProfile } from '../lms/profile';
import { firstColumns, secondColumns, type SeededColumn } from './columns';
import { plainGrades, seededGrades } from './grades';
import { firstLearner, instructor, secondInstructor, teachingAssistant } from './people';

/** The size of a course for a test. */
export interface CourseOptions {
  lms?: LmsName;
  /** Default: 5. */
  lineItems?: number;
  /** Default: 30. */
  learners?: number;
  /** Learners with a result in each line item. Default: all. */
  resultsPerLineItem?: number;
  /** The default and maximum size of the LMS's pages, in rows. */
  pageSize?: number;
  /** Which personal data the LMS sends. Default: everything. */
  privacy?: Privacy;
  /** Determines every id in the course. Another course with the same number has the same ids and seed data. */
  number?: number;
}

const range = (start: number, count: number) => Array.from({ length: count }, (_, index) => start + index);

/** The two seeded courses of one LMS. The first learner is in both. */
export function seededCourses(profile: LmsProfile, privacy: Privacy): { first: Course; second: Course } {
  const large = profile.name === 'large';
  const first = new Course(
    profile,
    {
      number: 1,
      label: 'BIO 101',
      title: 'Introduction to Cell Biology',
      learners: range(firstLearner, large ? 10_000 : 150),
      staff: [instructor, teachingAssistant],
    },
    undefined,
    privacy,
  );
  if (large) addPlainColumns(first, 300, 10_000);
  else fill(first, firstColumns);
  const second = new Course(
    profile,
    {
      number: 2,
      label: 'MATH 120',
      title: 'Calculus for Life Sciences',
      learners: [firstLearner, ...range(firstLearner + 20_000, 24)],
      staff: [secondInstructor],
    },
    undefined,
    privacy,
  );
  fill(second, secondColumns);
  return { first, second };
}

/** A course of the given size. It shares no learners with other courses. */
export function sizedCourse(profile: LmsProfile, number: number, options: CourseOptions): Course {
  const { learners = 30, lineItems = 5, resultsPerLineItem = learners, pageSize } = options;
  const course = new Course(
    profile,
    {
      number,
      label: `TEST ${number}`,
      title: `Test course ${number}`,
      learners: range(number * 100_000, learners),
      staff: [instructor, teachingAssistant],
    },
    pageSize,
    options.privacy,
  );
  addPlainColumns(course, lineItems, resultsPerLineItem);
  return course;
}

function fill(course: Course, columns: readonly SeededColumn[]): void {
  columns.forEach((column, index) => {
    const row = { id: '', ...column.row, ...(column.linked && { resourceLinkId: course.resourceLinkId }) };
    course.add(row, column.madeBy ?? 'tool', seededGrades(course.seed.number, index, column));
  });
}

function addPlainColumns(course: Course, count: number, results: number): void {
  for (let index = 0; index < count; index++) {
    const number = course.columns.length + 1;
    const row = {
      id: '',
      label: `Exercise ${number}`,
      scoreMaximum: 100,
      resourceId: `exercise-${number}`,
      tag: 'grade',
    };
    course.add(row, 'tool', plainGrades(100, results, number));
  }
}
