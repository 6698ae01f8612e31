import { Buffer } from 'node:buffer';
import { createServer } from 'node:http';
import { Pool } from 'undici';
import { apiKey } from './course.mjs';
import { someUserIds } from './workloads.mjs';

/**
 * The minimum work that any Node program needs for a workload: it makes the same calls, as many in parallel as possible, parses,
 * selects and serializes. No GraphQL, no checks, no limits. Listens on PORT of loopback; the path names the workload.
 */

// The same options as in src/ltiaas/transport.ts.
const pool = new Pool(process.env.LTIAAS_URL, {
  connections: 64,
  allowH2: false,
  maxResponseSize: 16 * 1024 * 1024,
  headersTimeout: 0,
  bodyTimeout: 0,
});

/** @typedef {(path: string) => Promise<any>} Get the JSON of one call, with the caller's credential */
/** @type {Record<string, (get: Get, variables: any) => Promise<object>>} */
const workloads = {
  async W1(get) {
    const { lineItems } = await get('/api/lineitems?limit=25');
    return {
      lineItems: { nodes: lineItems.map(({ id, label, scoreMaximum }) => ({ id, label, scoreMaximum })) },
    };
  },
  async W2(get) {
    const { lineItems } = await get('/api/lineitems?limit=20');
    const nodes = lineItems.map(async ({ id }) => {
      const { scores } = await get(`${scoresPath(id)}?limit=50`);
      return { id, scores: { nodes: scores.map(pickScore) } };
    });
    return { lineItems: { nodes: await Promise.all(nodes) } };
  },
  async W3(get, { userId }) {
    const { lineItems } = await get('/api/lineitems?limit=20');
    const nodes = lineItems.map(async ({ id }) => {
      const { scores } = await get(`${scoresPath(id)}?userId=${encodeURIComponent(userId)}`);
      const row = scores.find((score) => score.userId === userId);
      return { id, score: row === undefined ? null : pickScore(row) };
    });
    return { lineItems: { nodes: await Promise.all(nodes) } };
  },
  async W4(get, { id }) {
    const [lineItem, rows] = await Promise.all([get(lineItemPath(id)), readScores(get, id, 200)]);
    return { lineItem: { id, label: lineItem.label, scores: { nodes: rows.slice(0, 200).map(pickScore) } } };
  },
  async W5(get, { id, userIds }) {
    const [lineItem, rows] = await Promise.all([get(lineItemPath(id)), readScores(get, id, 500)]);
    const byUser = new Map(rows.map((row) => [row.userId, row]));
    return { lineItem: { id, label: lineItem.label, scoresForUsers: userIds.map((user) => pickOf(byUser, user)) } };
  },
  async W5b(get, { id }) {
    const [lineItem, rows] = await Promise.all([get(lineItemPath(id)), readScores(get, id, 500)]);
    const byUser = new Map(rows.map((row) => [row.userId, row]));
    const aliased = someUserIds.map((user, index) => [`s${index}`, pickOf(byUser, user)]);
    return { lineItem: { id, label: lineItem.label, ...Object.fromEntries(aliased) } };
  },
};

function lineItemPath(id) {
  return `/api/lineitems/${encodeURIComponent(id)}`;
}

function scoresPath(id) {
  return `${lineItemPath(id)}/scores`;
}

/** All scores of a line item, page by page. */
async function readScores(get, id, limit) {
  const rows = [];
  for (let query = `limit=${limit}`; query !== undefined;) {
    const page = await get(`${scoresPath(id)}?${query}`);
    rows.push(...page.scores);
    query = page.next && `url=${encodeURIComponent(page.next)}`;
  }
  return rows;
}

function pickScore({ userId, resultScore = null, resultMaximum = 1, comment = null }) {
  return { userId, resultScore, resultMaximum, comment };
}

function pickOf(byUser, user) {
  const row = byUser.get(user);
  return row === undefined ? null : pickScore(row);
}

function getAs(authorization) {
  const headers = { accept: 'application/json', authorization, 'user-agent': 'bench-floor' };
  return (path) =>
    new Promise((resolve, reject) => {
      const chunks = [];
      let status = 0;
      pool.dispatch(
        { method: 'GET', path, headers },
        {
          onRequestStart() {},
          onResponseStart(_controller, statusCode) {
            status = statusCode;
          },
          onResponseData(_controller, chunk) {
            chunks.push(chunk);
          },
          onResponseEnd() {
            if (status !== 200) return reject(new Error(`Status ${status} for ${path}.`));
            resolve(JSON.parse((chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)).toString('utf8')));
          },
          onResponseError(_controller, error) {
            reject(error);
          },
        },
      );
    });
}

createServer(async (request, response) => {
  if (request.url === '/readyz') return void response.end('ready');
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    const { variables } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    const ltik = request.headers.authorization.replace(/^Bearer /, '');
    const run = workloads[request.url.slice(1)];
    const data = await run(getAs(`LTIK-AUTH-V2 ${apiKey}:${ltik}`), variables);
    const answer = JSON.stringify({ data });
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(answer);
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
}).listen(Number(process.env.PORT), '127.0.0.1');
