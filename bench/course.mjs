import { createHash } from 'node:crypto';

/** The course of the benchmark: the upstream serves it, and the workloads query it. Its ids look like those in AGS's examples. */

export const apiKey = 'bench-api-key';
export const lineItemCount = 40;
export const learnerCount = 200;
/** The maximum number of rows per page of this LMS. */
export const largestPage = { lineItems: 100, scores: 50 };

export const lineItemsUrl = 'https://lms.example.edu/lti/courses/1/lineitems';

/** @param {number} number from 1 */
export function lineItemId(number) {
  return `${lineItemsUrl}/${number}`;
}

/** @param {number} number from 1 */
export function userId(number) {
  const hex = createHash('sha256').update(`learner ${number}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** An instructor's ltik; each number is a separate launch. @param {number} number from 1 */
export function ltik(number) {
  return `bench.${'launch'.repeat(20)}.${number}`;
}

/** @param {number} number from 1 */
export function lineItem(number) {
  return {
    id: lineItemId(number),
    label: `Quiz ${number}: Cells and membranes`,
    scoreMaximum: number % 3 === 0 ? 100 : 20,
    resourceId: `quiz-${number}`,
    tag: 'grade',
  };
}

/** A result: one learner in ten has only a comment; of the others, one in three has a comment. @param {number} item @param {number} user */
export function score(item, user) {
  const id = lineItemId(item);
  const isGraded = user % 10 !== 0;
  return {
    id: `${id}/results/${user}`,
    userId: userId(user),
    scoreOf: id,
    timestamp: new Date(Date.UTC(2025, 8, 1 + (user % 28), 8, item)).toISOString(),
    ...(isGraded && { resultScore: ((user * 7 + item) % 41) / 2, resultMaximum: lineItem(item).scoreMaximum }),
    ...((user % 3 === 0 || !isGraded) && { comment: 'Good work; look again at the second part of question 4.' }),
    scoringUserId: userId(0),
  };
}

/** `GET /api/idtoken`, in LTIAAS's form. */
export function idToken() {
  const ags = 'https://purl.imsglobal.org/spec/lti-ags/scope';
  return {
    ltiVersion: '1.3.0',
    user: {
      id: userId(0),
      givenName: 'Amara',
      familyName: 'Okafor',
      name: 'Amara Okafor',
      roles: ['http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor'],
    },
    platform: {
      id: 'bench-platform',
      url: 'https://lms.example.edu',
      clientId: 'bench-client',
      deploymentId: '1',
      name: 'Example University LMS',
      productFamilyCode: 'example-lms',
      version: '1.0',
    },
    launch: {
      type: 'LtiResourceLinkRequest',
      target: 'https://tool.example.com/launch',
      context: { id: 'course-1', label: 'BIO 101', title: 'Biology', type: [] },
      resourceLink: { id: 'link-1-1', title: 'Quiz 1' },
    },
    services: {
      assignmentAndGrades: {
        available: true,
        scopes: ['lineitem', 'lineitem.readonly', 'result.readonly', 'score'].map((name) => `${ags}/${name}`),
      },
      namesAndRoles: { available: true },
      deepLinking: { available: false },
      serviceKey: 'bench-service-key',
    },
  };
}
