import { lineItemId, userId } from './course.mjs';

/**
 * The operations to measure. floor.mjs has a function for each, which makes the same calls and returns the same response.
 *
 * @typedef {{ name: string, title: string, query: string, variables: Record<string, unknown> }} Workload
 */

const scoreFields = 'userId resultScore resultMaximum comment';
/** 30 learners from the whole course. */
export const someUserIds = Array.from({ length: 30 }, (_, index) => userId(1 + ((index * 53) % 200)));
const aliases = someUserIds.map((id, index) => `s${index}: score(userId: "${id}") { ${scoreFields} }`);

/** @type {readonly Workload[]} */
export const workloads = [
  {
    name: 'W1',
    title: '25 line items of a longer list',
    query: 'query W1 { lineItems(first: 25) { nodes { id label scoreMaximum } } }',
    variables: {},
  },
  {
    name: 'W2',
    title: '20 line items, each with its first 50 scores',
    query: `query W2 { lineItems(first: 20) { nodes { id scores(first: 50) { nodes { ${scoreFields} } } } } }`,
    variables: {},
  },
  {
    name: 'W3',
    title: "20 line items, each with one given user's score",
    query: `query W3($userId: ID!) { lineItems(first: 20) { nodes { id score(userId: $userId) { ${scoreFields} } } } }`,
    variables: { userId: userId(7) },
  },
  {
    name: 'W4',
    title: 'all 200 scores of one line item, from pages of 50',
    query: `query W4($id: ID!) { lineItem(id: $id) { id label scores(first: 200) { nodes { ${scoreFields} } } } }`,
    variables: { id: lineItemId(3) },
  },
  {
    name: 'W5',
    title: "30 given users' scores of one line item of 200, by scoresForUsers",
    query: `query W5($id: ID!, $userIds: [ID!]!) {
      lineItem(id: $id) { id label scoresForUsers(userIds: $userIds) { ${scoreFields} } }
    }`,
    variables: { id: lineItemId(3), userIds: someUserIds },
  },
  {
    name: 'W5b',
    title: 'the same, by 30 aliases of score',
    query: `query W5b($id: ID!) { lineItem(id: $id) { id label ${aliases.join(' ')} } }`,
    variables: { id: lineItemId(3) },
  },
];

/** The whole request body of an operation. @param {Workload} workload */
export function bodyOf({ name, query, variables }) {
  return JSON.stringify({ operationName: name, query, variables });
}

/** @param {readonly string[] | undefined} names */
export function chooseWorkloads(names) {
  if (names === undefined) return workloads;
  const known = workloads.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`--workload must be one of ${known.join(', ')} (got "${unknown}").`);
  return workloads.filter(({ name }) => names.includes(name));
}
