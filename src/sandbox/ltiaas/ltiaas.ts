import { withQuery, withSuffix } from '../lms/agsUrl';
import { answerAgs, type AgsRequest } from '../lms/gradeService';
import type { Recorder } from '../lms/rows';
import { externalError, ownError, type Answer } from './errors';
import { idTokenOf } from './idToken';
import type { Launch } from './launch';
import { readPageLinks } from './pageLinks';
import type { Route } from './route';

/** A request whose credentials are valid. */
export interface LtiaasRequest {
  readonly method: string;
  readonly route: Route;
  readonly launch: Launch;
  readonly body: unknown;
  /** Shifts the timestamp of a score, in milliseconds. */
  readonly clockOffsetMs: number | undefined;
}

/** LTIAAS's REST API in front of an LMS's grade service. Like the real one, it does not check roles. */
export class Ltiaas {
  private lastStamp = 0;

  constructor(
    private readonly record: Recorder,
    /** Whether a `resourceLinkId` filter means the link that it names or, as ltijs reads it, the launch's own. */
    private readonly resourceLinkFilter: 'given' | 'launch',
  ) {}

  answer(request: LtiaasRequest): Answer {
    const { method, route, launch } = request;
    const call = `${method} ${route.name}`;
    if (launch.options.platform === 'inactive')
      return ownError(403, 'UNREGISTERED_OR_INACTIVE_PLATFORM', 'The platform is not registered or not active.');
    if (call === 'GET idtoken') return { status: 200, headers: {}, body: idTokenOf(launch) };
    if (route.name === 'idtoken' || route.name === 'other') return notFound();
    if (launch.options.account === 'inactive')
      return ownError(403, 'INACTIVE_SERVICE', 'The account does not include this service.');
    if (!launch.hasGrades)
      return ownError(403, 'SERVICE_NOT_AVAILABLE_FOR_CONTEXT', 'The service is not available for this context.');
    const { limit } = route.query;
    if (limit !== undefined && !/^[1-9]\d*$/.test(limit))
      return ownError(400, 'BAD_REQUEST', 'limit must be a whole number above 0.');

    const id = route.lineItemId ?? '';
    switch (call) {
      case 'GET lineItems':
        return this.list(launch, 'lineItems', this.lineItemsUrl(request));
      case 'POST lineItems':
        return this.pass(launch, { method, url: launch.course.lineItemsUrl, body: request.body }, 201);
      case 'GET lineItem':
        return this.pass(launch, { method, url: id }, 200);
      case 'PUT lineItem':
        // LTIAAS documents 201 for PUT (docs.ltiaas.com/api/put-api-lineitems-lineitemid).
        return this.pass(launch, { method, url: id, body: request.body }, 201);
      case 'DELETE lineItem':
        return this.pass(launch, { method, url: id }, 204);
      case 'GET scores':
        return this.list(launch, 'scores', scoresUrl(request));
      case 'POST scores':
        return this.pass(launch, { method, url: withSuffix(id, '/scores'), body: this.stamp(request) }, 204);
      default:
        return notFound();
    }
  }

  private lineItemsUrl({ route: { query }, launch }: LtiaasRequest): string {
    // With `url`, LTIAAS ignores every other parameter (docs.ltiaas.com/api/get-lineitems).
    if (query.url !== undefined) return query.url;
    const own = this.resourceLinkFilter === 'launch' ? (launch.resourceLinkId ?? '') : query.resourceLinkId;
    return withQuery(launch.course.lineItemsUrl, [
      parameter('resource_link_id', query.resourceLinkId === undefined ? undefined : own),
      parameter('resource_id', query.resourceId),
      parameter('tag', query.tag),
      parameter('limit', query.limit),
    ]);
  }

  private list(launch: Launch, key: 'lineItems' | 'scores', url: string): Answer {
    const request: AgsRequest = { method: 'GET', url, scopes: launch.scopes };
    const answer = answerAgs(launch.course, request, this.record);
    if (answer.status >= 400) return externalError(request, answer);
    return { status: 200, headers: {}, body: { [key]: answer.body, ...readPageLinks(answer.link) } };
  }

  private pass(launch: Launch, request: Omit<AgsRequest, 'scopes'>, status: number): Answer {
    const full: AgsRequest = { ...request, scopes: launch.scopes };
    const answer = answerAgs(launch.course, full, this.record);
    if (answer.status >= 400) return externalError(full, answer);
    return { status, headers: {}, body: status === 204 ? undefined : answer.body };
  }

  /** LTIAAS sets the timestamp of a score itself, and ignores the caller's (ltijs, submitScore). */
  private stamp({ body, clockOffsetMs }: LtiaasRequest): unknown {
    if (typeof body !== 'object' || body === null) return body;
    if (clockOffsetMs === undefined) this.lastStamp = Math.max(Date.now(), this.lastStamp + 1);
    const time = clockOffsetMs === undefined ? this.lastStamp : Date.now() + clockOffsetMs;
    return { ...body, timestamp: new Date(time).toISOString() };
  }
}

/** With `url`, LTIAAS even ignores the line item in the path (observed with ltijs 5.9.9's grade service). */
function scoresUrl({ route: { query, lineItemId = '' } }: LtiaasRequest): string {
  if (query.url !== undefined) return query.url;
  return withQuery(withSuffix(lineItemId, '/results'), [
    parameter('user_id', query.userId),
    parameter('limit', query.limit),
  ]);
}

function parameter(name: string, value: string | undefined): string {
  return value === undefined ? '' : `${name}=${encodeURIComponent(value)}`;
}

function notFound(): Answer {
  return ownError(404, 'NOT_FOUND', 'The route does not exist.');
}
