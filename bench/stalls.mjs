import { Buffer } from 'node:buffer';
import { request } from 'undici';
import { apiKey, lineItemId, ltik, userId } from './course.mjs';
import { startGateway, startUpstream, withLongestTurn } from './programs.mjs';
import { bodyOf, workloads } from './workloads.mjs';

/** Sends the most expensive operations that the limits allow, one by one, and prints how long each blocks the event loop; see README.md. */

const longestMs = 50;
const tries = 8;
const bodyLimit = 1024 * 1024;
const tokenLimit = 2000;

/** Repeats a text of `tokensEach` tokens as often as the token limit allows, each time with another number. */
function fill(tokensEach, make, spare = 20) {
  return times(Math.floor((tokenLimit - spare) / tokensEach), make).join(' ');
}

function times(count, make) {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** A body of the maximum length. `make` gets the number of characters to fill. */
function fillBody(make) {
  const length = (text) => Buffer.byteLength(JSON.stringify(make(text)));
  return make(bodyLimit - length(0));
}

const item = `lineItem(id: "${lineItemId(1)}")`;
const score = '{ activityProgress: COMPLETED gradingProgress: FULLY_GRADED userId: "u" scoreGiven: 1 scoreMaximum: 2 }';
const deep = (depth, leaf) =>
  depth === 0 ? leaf : `scores(first: 1) { nodes { lineItem { ${deep(depth - 1, leaf)} } } }`;

/** Operations at a limit. `n` makes each document new to the gateway. */
const hostile = {
  'one field, 2,000 tokens': (n) => ({ query: `query Q${n} { ${item} { ${fill(1, () => 'id')} } }` }),
  'all fields, 2,000 tokens': (n) => ({
    query: `query Q${n} { ${item} { ${fill(6, () => 'id label tag resourceId scoreMaximum resourceLinkId')} } }`,
  }),
  'pairs of fields to compare': (n) => ({
    query: `query Q${n} { ${item} { ${times(120, () => 'scores { nodes { userId resultScore } }').join(' ')} } }`,
  }),
  'pairs of fields that differ': (n) => ({
    query: `query Q${n} { ${item} { ${times(120, (i) => `scores(first: ${i}) { nodes { userId resultScore } }`).join(' ')} } }`,
  }),
  'operations that share fragments': (n) => ({
    operationName: 'Q0',
    query: `${times(80, (i) => `query Q${i}($v${n}: ID!) { ...F0 }`).join(' ')} ${times(50, (i) => `fragment F${i} on Query { lineItem(id: $v${n}) { id } ${i < 49 ? `...F${i + 1}` : ''} }`).join(' ')}`,
    variables: { [`v${n}`]: 'x' },
  }),
  '50 root fields': (n) => ({
    query: `query Q${n} { ${times(50, (i) => `r${i}: lineItem(id: "x${i}") { ${times(29, () => 'label').join(' ')} }`).join(' ')} }`,
  }),
  '99 aliases': (n) => ({
    query: `query Q${n} { ${item} { ${times(50, (i) => `a${i}: score(userId: "${i}") { userId }`).join(' ')}
      ${times(49, (i) => `b${i}: scores(first: 1) { nodes { userId } }`).join(' ')} } }`,
  }),
  '11 levels': (n) => ({ query: `query Q${n} { ${item} { ${deep(3, times(300, () => 'id').join(' '))} } }` }),
  'a chain of fragments': (n) => ({
    query: `query Q${n} { ${item} { ...F0 } } ${times(200, (i) => `fragment F${i} on LineItem { id ${i < 199 ? `...F${i + 1}` : ''} }`).join(' ')}`,
  }),
  'fragments that spread each other': (n) => ({
    query: `query Q${n} { ${item} { ...F0 ...F1 } } ${times(40, (i) => `fragment F${i} on LineItem { ${times(12, (j) => (i + j + 1 < 40 && j < 2 && i < 9 ? `...F${i + j + 1}` : 'id')).join(' ')} }`).join(' ')}`,
  }),
  'fragments in a circle': (n) => ({
    query: `query Q${n} { ${item} { ...F0 } } ${times(100, (i) => `fragment F${i} on LineItem { id ...F${(i + 1) % 100} ...F${(i + 7) % 100} }`).join(' ')}`,
  }),
  'inline fragments': (n) => ({
    query: `query Q${n} { node(id: "x") { ${fill(8, () => '... on LineItem { id label tag }')} } }`,
  }),
  '100 directives': (n) => ({
    query: `query Q${n}($yes: Boolean!) { ${item} { ${times(100, () => 'id @include(if: $yes)').join(' ')} } }`,
    variables: { yes: true },
  }),
  'unknown fields': (n) => ({ query: `query Q${n} { ${item} { ${fill(1, (i) => `scoreMaximun${i}`)} } }` }),
  'unknown long names': (n) => ({ query: `query Q${n} { ${item} { ${fill(1, (i) => `${'labl'.repeat(60)}${i}`)} } }` }),
  'unknown types': (n) => ({
    query: `query Q${n}(${fill(5, (i) => `$v${i}: ScoreInputt${i}`)}) { ${item} { id } }`,
  }),
  'unknown arguments': (n) => ({
    query: `query Q${n} { lineItems(${fill(3, (i) => `frist${i}: 1`)}) { nodes { id } } }`,
  }),
  'many variables': (n) => ({
    query: `query Q${n}(${fill(9, (i) => `$v${i}: [ID!]!`)}) { ${item} { id } }`,
    variables: Object.fromEntries(times(220, (i) => [`v${i}`, ['x']])),
  }),
  'bulk rows in the document': (n) => ({
    query: `mutation Q${n} { submitScores(input: { lineItemId: "x" scores: [${fill(18, () => score)}] }) { results { userErrors { code } } } }`,
  }),
  'a long text in the document': (n) =>
    fillBody((size) => ({ query: `query Q${n} { lineItem(id: "${'x'.repeat(size)}") { id } }` })),
  'a long block text': (n) =>
    fillBody((size) => ({
      query: `query Q${n} { lineItem(id: """${`${' a'.repeat(26)}\n`.repeat(size / 54)}""") { id } }`,
    })),
  'a long text of escapes': (n) =>
    fillBody((size) => ({ query: `query Q${n} { lineItem(id: "${'\\u0041'.repeat(size / 7)}") { id } }` })),
  'a long comment': (n) => fillBody((size) => ({ query: `query Q${n} { __typename } #${'x'.repeat(size)}` })),
  'long white space': (n) =>
    fillBody((size) => ({ query: `query Q${n} {${`${' '.repeat(60)}\n`.repeat(size / 62)} __typename }` })),
  'white space, and an error at its end': (n) =>
    fillBody((size) => ({ query: `query Q${n} {${`${' '.repeat(60)}\n`.repeat(size / 62)} __typenam }` })),
  'a long variable': (n) =>
    fillBody((size) => ({
      query: `query Q${n}($id: ID!) { lineItem(id: $id) { id } }`,
      variables: { id: 'x'.repeat(size) },
    })),
  '10,000 ids': (n) => ({
    query: `query Q${n}($ids: [ID!]!) { ${item} { scoresForUsers(userIds: $ids) { userId } } }`,
    variables: { ids: times(9_990, (i) => `user ${i}`) },
  }),
  '10,000 wrong values': (n) => ({
    query: `query Q${n}($ids: [ID!]!) { ${item} { scoresForUsers(userIds: $ids) { userId } } }`,
    variables: { ids: times(9_990, () => null) },
  }),
  'too many values': (n) =>
    fillBody((size) => ({
      query: `query Q${n}($ids: [ID!]!) { ${item} { scoresForUsers(userIds: $ids) { userId } } }`,
      variables: { ids: times(Math.floor(size / 2.1), () => 1) },
    })),
  '250 rows that are wrong': (n) => ({
    query: `mutation Q${n}($scores: [ScoreInput!]!) { submitScores(input: { lineItemId: "${lineItemId(1)}", scores: $scores }) { results { userErrors { code message field } } } }`,
    variables: {
      scores: times(250, () => ({
        userId: '',
        activityProgress: 'COMPLETED',
        gradingProgress: 'FULLY_GRADED',
        scoreGiven: -1,
      })),
    },
  }),
  '10,000 scores in one answer': (n) => ({
    query: `query Q${n} { lineItems(first: 40) { nodes { id label scores(first: 250) { nodes { id userId resultScore resultMaximum comment } } } } }`,
  }),
  '500 users of 50 columns': (n) => ({
    query: `query Q${n}($ids: [ID!]!) { lineItems(first: 40) { nodes { id scoresForUsers(userIds: $ids) { userId resultScore comment } } } }`,
    variables: { ids: times(200, (i) => userId(i + 1)) },
  }),
};

const upstream = await startUpstream();
const settings = { LTIAAS_API_KEY: apiKey, INTROSPECTION: 'true', LOG_LEVEL: 'error' };
const gateway = await startGateway('gateway', upstream.origin, settings, withLongestTurn);

async function send(body) {
  const answer = await request(`${gateway.origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${ltik(1)}` },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await answer.body.text();
  return `${answer.statusCode} ${/"code":"([A-Z_]+)"/.exec(text)?.[1] ?? 'answered'}`;
}

// Warm up: a gateway that has just started is slow for other reasons.
for (let n = 0; n < 300; n += 1) for (const workload of workloads) await send(bodyOf(workload));

let isSteady = true;
for (const [name, make] of Object.entries(hostile)) {
  const turns = [];
  let outcome;
  for (let n = 0; n < tries; n += 1) {
    const body = JSON.stringify(make(n));
    await gateway.longestTurn();
    outcome = await send(body);
    // The gateway compiles an operation on its second use.
    await send(body);
    turns.push(await gateway.longestTurn());
  }
  turns.sort((one, other) => one - other);
  const [median, most] = [turns[tries / 2], turns.at(-1)];
  isSteady &&= median <= longestMs;
  process.stdout.write(
    `${name.padEnd(38)} ${median.toFixed(0).padStart(4)} ms, at most ${most.toFixed(0).padStart(4)} ms; ${outcome}\n`,
  );
}
await gateway.stop();
process.stdout.write(
  `Verdict: ${isSteady ? 'passed, no operation blocks' : 'failed, an operation blocks'} the event loop for more than ${longestMs} ms.\n`,
);
process.exit(isSteady ? 0 : 1);
