import type { CourseOptions, LmsName, SandboxCourse } from '../../src/sandbox/sandbox';
import type { TestGateway } from '../support/gateway';

/** LMSs with different ways of paging. */
export const lmses: LmsName[] = ['spec', 'canvas', 'moodle', 'blackboard'];
/** Lengths at and around the page sizes of the LMS (10) and the clients (7). */
export const lengths = [7, 20, 21, 25];
export const pageSize = 7;

/** A new course for one test, and its instructor's front end. */
export interface OpenCourse {
  course: SandboxCourse;
  url: string;
  headers: { authorization: string };
  /** The line items in the LMS, in its order. */
  lineItemIds(tag?: string): string[];
  /** The users with a score in the first line item, in the LMS's order. */
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
