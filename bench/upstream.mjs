import { Buffer } from 'node:buffer';
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers';
import { URL } from 'node:url';
import { gzipSync } from 'node:zlib';
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
 * `GET /bench/sent` returns the number of calls and the size of their responses. `/bench/delay/<ms>` delays all further responses,
 * and `/bench/gzip/1` compresses them for clients that accept it. It also accepts traces.
 */

const maxAnswers = 10_000;
/** @type {Map<string, { plain: Buffer, gzip: Buffer }>} */
const answers = new Map();
const numbers = Array.from({ length: learnerCount }, (_, index) => index + 1);
const userNumbers = new Map(numbers.map((number) => [userId(number), number]));
const lineItemNumbers = new Map(
  Array.from({ length: lineItemCount }, (_, index) => [lineItemId(index + 1), index + 1]),
);

const sent = { calls: 0, bytes: 0 };
const settings = { delay: 0, gzip: 0 };

createServer((request, response) => {
  const path = request.url;
  if (path === '/readyz') return void response.end('ready');
  if (path === '/bench/sent') return void response.end(JSON.stringify(sent));
  if (path.startsWith('/bench/')) {
    const [name, value] = path.split('/').slice(2);
    settings[name] = Number(value);
    return void response.end('ok');
  }
  if (path === '/v1/traces') {
    request.resume().on('end', () => response.end());
    return;
  }
  const isAuthorized = request.headers.authorization?.startsWith(`LTIK-AUTH-V2 ${apiKey}:`);
  const encoding = settings.gzip && request.headers['accept-encoding']?.includes('gzip') ? 'gzip' : 'plain';
  const answer = isAuthorized ? answerTo(path)?.[encoding] : undefined;
  sent.calls += 1;
  sent.bytes += answer?.length ?? 0;
  const send = () => {
    response.writeHead(isAuthorized ? (answer === undefined ? 404 : 200) : 401, {
      'content-type': 'application/json; charset=utf-8',
      ...(encoding === 'gzip' && answer && { 'content-encoding': encoding }),
    });
    response.end(answer ?? '{"details":{"message":"NOT_SERVED"}}');
  };
  if (settings.delay === 0) send();
  else setTimeout(send, settings.delay);
}).listen(Number(process.env.PORT), '127.0.0.1');

function answerTo(path) {
  let answer = answers.get(path);
  if (answer === undefined && answers.size < maxAnswers) {
    const body = bodyOf(path);
    if (body !== undefined) {
      const plain = Buffer.from(JSON.stringify(body));
      answers.set(path, (answer = { plain, gzip: gzipSync(plain) }));
    }
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
