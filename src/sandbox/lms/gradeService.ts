import { readAgsUrl, withoutSuffix, withQuery } from './agsUrl';
import { LmsRefusal, type LmsAnswer } from './answer';
import type { Course } from './course';
import { createLineItem, deleteLineItem, replaceLineItem } from './lineItemWrites';
import { listLineItems, listResults, type Query } from './listing';
import type { Page } from './paging';
import type { Recorder } from './rows';
import { postScore } from './scoreWrites';

/** A request to the LMS's grade service, made with the access token of one launch. */
export interface AgsRequest {
  readonly method: string;
  readonly url: string;
  readonly body?: unknown;
  /** Scopes of the access token, as full URLs. */
  readonly scopes: readonly string[];
}

const scope = (suffix: string) => `https://purl.imsglobal.org/spec/lti-ags/scope/${suffix}`;
const notFound = () => new LmsRefusal(404, { error: 'Not found in this course' });

/** Responds like the LMS's grade service for one course. A rejection is a response, too. */
export function answerAgs(course: Course, request: AgsRequest, record: Recorder): LmsAnswer {
  try {
    return dispatch(course, request, record);
  } catch (error) {
    if (error instanceof LmsRefusal) return { status: error.status, body: error.body };
    throw error;
  }
}

function dispatch(course: Course, request: AgsRequest, record: Recorder): LmsAnswer {
  const { method, body } = request;
  const { address, query } = readAgsUrl(request.url);
  const allow = (...suffixes: string[]) => {
    if (!suffixes.some((suffix) => request.scopes.includes(scope(suffix))))
      throw new LmsRefusal(course.profile.missingScopeStatus, { error: 'The token lacks the required scope' });
  };

  if (address === course.lineItemsUrl) {
    if (method === 'GET') {
      allow('lineitem', 'lineitem.readonly');
      return page(course, request.url, query, listLineItems(course, query));
    }
    allow('lineitem');
    if (method === 'POST') return createLineItem(course, body, record);
    throw notFound();
  }

  const results = withoutSuffix(address, '/results');
  const ofResults = results === undefined ? undefined : course.find(results);
  if (ofResults && method === 'GET') {
    allow('result.readonly');
    return page(course, request.url, query, listResults(course, ofResults, query));
  }

  const scores = withoutSuffix(address, '/scores');
  const ofScores = scores === undefined ? undefined : course.find(scores);
  if (ofScores && method === 'POST') {
    allow('score');
    return postScore(course, ofScores, body, record);
  }

  const item = course.find(address);
  if (!item) throw notFound();
  if (method === 'GET') {
    allow('lineitem', 'lineitem.readonly');
    return { status: 200, body: course.profile.showLineItem(item) };
  }
  allow('lineitem');
  if (method === 'PUT') return replaceLineItem(course, item, body, record);
  if (method === 'DELETE') return deleteLineItem(course, item, record);
  throw notFound();
}

/** A page with its links, which repeat the filters of the request (AGS 2.0, Line item service). */
function page(course: Course, url: string, query: Query, { rows, links }: Page<unknown>): LmsAnswer {
  if (links.size === 0) return { status: 200, body: rows };
  const { address } = readAgsUrl(url);
  const filters = [...query]
    .filter(([name]) => ['resource_link_id', 'resource_id', 'tag', 'user_id'].includes(name))
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const [open, close] = course.profile.linkQuotes;
  const link = [...links]
    .map(([name, bookmark]) => `<${withQuery(address, [...filters, bookmark])}>; rel=${open}${name}${close}`)
    .join(', ');
  return { status: 200, body: rows, link };
}
