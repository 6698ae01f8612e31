import { createServer } from 'node:http';
import { setTimeout } from 'node:timers';
import { URL } from 'node:url';
import {
  apiKey,
  idToken,
  largestPage,
  learnerCount,
  lineItem,
  lineItemCount,
  lineItemId,
  lineItemsUrl,
  score,
  userId,
} from './course.mjs';

/**
 * A LTIAAS with minimal cost: it serializes each response once and caches it. Listens on PORT of loopback.
 * `GET /bench/calls` returns the number of calls, `/bench/delay/<ms>` delays all further responses. It also accepts traces.
 */

const maxAnswers = 10_000;
/** @type {Map<string, string>} */
const answers = new Map();
const numbers = Array.from({ length: learnerCount }, (_, index) => index + 1);
const userNumbers = new Map(numbers.map((number) => [userId(number), number]));
const lineItemNumbers = new Map(
  Array.from({ length: lineItemCount }, (_, index) => [lineItemId(index + 1), index + 1]),
);

let calls = 0;
let delay = 0;

createServer((request, response) => {
  const path = request.url;
  if (path === '/readyz') return void response.end('ready');
  if (path === '/bench/calls') return void response.end(String(calls));
  if (path.startsWith('/bench/delay/')) {
    delay = Number(path.split('/').at(-1));
    return void response.end('ok');
  }
  if (path === '/v1/traces') {
    request.resume().on('end', () => response.end());
    return;
  }
  calls += 1;
  const isAuthorized = request.headers.authorization?.startsWith(`LTIK-AUTH-V2 ${apiKey}:`);
  const answer = isAuthorized ? answerTo(path) : undefined;
  const send = () => {
    response.writeHead(isAuthorized ? (answer === undefined ? 404 : 200) : 401, {
      'content-type': 'application/json; charset=utf-8',
    });
    response.end(answer ?? '{"details":{"message":"NOT_SERVED"}}');
  };
  if (delay === 0) send();
  else setTimeout(send, delay);
}).listen(Number(process.env.PORT), '127.0.0.1');

function answerTo(path) {
  let answer = answers.get(path);
  if (answer === undefined && answers.size < maxAnswers) {
    const body = bodyOf(path);
    if (body !== undefined) answers.set(path, (answer = JSON.stringify(body)));
  }
  return answer;
}

function bodyOf(path) {
  const url = new URL(path, 'http://127.0.0.1');
  if (url.pathname === '/api/idtoken') return idToken();
  // LTIAAS fetches `url` from the LMS and ignores everything else.
  const asked = url.searchParams.has('url') ? new URL(url.searchParams.get('url')).searchParams : url.searchParams;
  if (url.pathname === '/api/lineitems') {
    return cutPage('lineItems', lineItemCount, asked, lineItemsUrl, (place) => lineItem(place + 1));
  }
  const [, id, scores] = /^\/api\/lineitems\/([^/]+)(\/scores)?$/.exec(url.pathname) ?? [];
  const number = lineItemNumbers.get(decodeURIComponent(id ?? ''));
  if (number === undefined) return undefined;
  if (scores === undefined) return lineItem(number);
  const onlyUser = asked.get('userId');
  if (onlyUser !== null) {
    const user = userNumbers.get(onlyUser);
    return { scores: user === undefined ? [] : [score(number, user)] };
  }
  const resultsUrl = `${lineItemId(number)}/results`;
  return cutPage('scores', learnerCount, asked, resultsUrl, (place) => score(number, place + 1));
}

/** One page with the links of AGS 2.0, section 3.2.9; no links if all rows fit on it. */
function cutPage(key, length, asked, listUrl, rowAt) {
  const size = Math.min(Number(asked.get('limit') ?? 50), largestPage[key]);
  const from = Number(asked.get('from') ?? 0);
  const link = (place) => `${listUrl}?limit=${size}&from=${place}`;
  return {
    [key]: Array.from({ length: Math.min(size, length - from) }, (_, index) => rowAt(from + index)),
    ...(from + size < length && { next: link(from + size) }),
    ...(from > 0 && { prev: link(Math.max(0, from - size)) }),
    ...(size < length && { first: link(0), last: link(Math.floor((length - 1) / size) * size) }),
  };
}
