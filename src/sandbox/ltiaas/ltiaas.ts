import { withQuery, withSuffix } from '../lms/agsUrl';
import { answerAgs, type AgsRequest } from '../lms/gradeService';
import { answerRoster } from '../lms/rosterService';
import type { Recorder } from '../lms/rows';
import { externalError, ownError, type Answer } from './errors';
import { idTokenOf } from './idToken';
import type { Launch } from './launch';
import { readPageLinks } from './pageLinks';
import type { Route } from './route';

/** A request with its credentials checked. */
export interface LtiaasRequest {
  readonly method: string;
  readonly route: Route;
  readonly launch: Launch;
  readonly body: unknown;
  /** Moves the timestamp of a score, in milliseconds. */
  readonly clockOffsetMs: number | undefined;
}

/** LTIAAS's REST API over the grade service of an LMS. It checks no roles, like the real one. */
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
    if (call === 'GET memberships') return this.listMembers(request);
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
        // 201 is LTIAAS's documented answer to PUT (docs.ltiaas.com/api/put-api-lineitems-lineitemid).
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
    // `url` makes every other parameter ignored (docs.ltiaas.com/api/get-lineitems).
    if (query.url !== undefined) return query.url;
    const own = this.resourceLinkFilter === 'launch' ? (launch.resourceLinkId ?? '') : query.resourceLinkId;
    return withQuery(launch.course.lineItemsUrl, [
      parameter('resource_link_id', query.resourceLinkId === undefined ? undefined : own),
      parameter('resource_id', query.resourceId),
      parameter('tag', query.tag),
      parameter('limit', query.limit),
    ]);
  }

  private listMembers({ route: { query }, launch }: LtiaasRequest): Answer {
    if (launch.options.roster === 'inactive')
      return ownError(403, 'INACTIVE_SERVICE', 'The account does not include this service.');
    if (!launch.hasRoster)
      return ownError(403, 'SERVICE_NOT_AVAILABLE_FOR_CONTEXT', 'The service is not available for this context.');
    // Any value of `resourceLinkId` means the launch's own link (ltijs, NamesAndRoles.js).
    const rlid = query.resourceLinkId === undefined ? undefined : (launch.resourceLinkId ?? '');
    const url =
      query.url ??
      withQuery(launch.course.membersUrl, [
        parameter('role', query.role),
        parameter('limit', query.limit),
        parameter('rlid', rlid),
      ]);
    const answer = answerRoster(launch.course, url);
    if (answer.status >= 400) return externalError({ method: 'GET', url, scopes: launch.scopes }, answer);
    const { next } = readPageLinks(answer.link);
    return { status: 200, headers: {}, body: { ...(answer.body as object), ...(next !== undefined && { next }) } };
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

  /** LTIAAS writes the time of a score itself, whatever the caller says (ltijs, submitScore). */
  private stamp({ body, clockOffsetMs }: LtiaasRequest): unknown {
    if (typeof body !== 'object' || body === null) return body;
    if (clockOffsetMs === undefined) this.lastStamp = Math.max(Date.now(), this.lastStamp + 1);
    const time = clockOffsetMs === undefined ? this.lastStamp : Date.now() + clockOffsetMs;
    return { ...body, timestamp: new Date(time).toISOString() };
  }
}

/** With `url` even the line item in the path is ignored (observed with ltijs 5.9.9's grade service). */
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
  return ownError(404, 'NOT_FOUND', 'There is no such route.');
}
