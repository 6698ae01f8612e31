import type { CourseOptions, LmsName, SandboxCourse } from '../../src/sandbox/sandbox';
import type { TestGateway } from '../support/gateway';

/** LMSs that differ in how they cut lists into pages. */
export const lmses: LmsName[] = ['spec', 'canvas', 'moodle', 'blackboard'];
/** Lengths at and around the borders of the LMS's pages (10) and of the clients' (7). */
export const lengths = [7, 20, 21, 25];
export const pageSize = 7;

/** A course that a test has for itself, and its instructor's front end. */
export interface OpenCourse {
  course: SandboxCourse;
  url: string;
  headers: { authorization: string };
  /** What the LMS holds, in its order. */
  lineItemIds(tag?: string): string[];
  /** Whose scores the LMS holds in its first line item, in its order. */
  userIds(): string[];
}

export function openCourse({ sandbox, url }: TestGateway, options: CourseOptions): OpenCourse {
  const course = sandbox.createCourse({ pageSize: 10, learners: 1, ...options });
  return {
    course,
    url: `${url}/graphql`,
    headers: { authorization: sandbox.launch({ course }).authorization.bearer },
    lineItemIds: (tag) =>
      course
        .lineItems()
        .filter((row) => tag === undefined || row.tag === tag)
        .map((row) => row.id),
    userIds: () => course.results(course.lineItems()[0]!.id).map((row) => String(row.userId)),
  };
}
