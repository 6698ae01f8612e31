import type { FaultRule } from '../../src/sandbox/sandbox';

/**
 * The expected codes of a read, a submitted score, an update and a created line item. `errors:` in front: in `errors`
 * only.
 */
interface Outcomes {
  read: string;
  submit: string;
  update: string;
  create: string;
}

export interface Refusal {
  name: string;
  status: number;
  /** As the LMS, its framework or an edge sends it. */
  body: unknown;
  /** For these LTIAAS forwards the LMS's response; the others never reach an LMS. */
  isFromLms: boolean;
  expected: Outcomes;
}

const all = (read: string, write: string): Outcomes => ({ read, submit: write, update: write, create: write });
const rejected = all('UPSTREAM_ERROR', 'REJECTED');
const forbidden = all('SERVICE_NOT_AVAILABLE', 'FORBIDDEN');
const notTheTools = all('SERVICE_NOT_AVAILABLE', 'REJECTED');
const missing = all('UPSTREAM_ERROR', 'NOT_FOUND');
const conflict = all('UPSTREAM_ERROR', 'CONFLICT');
const throttled = all('RATE_LIMITED', 'RATE_LIMITED');
const unknown = all('UPSTREAM_UNAVAILABLE', 'OUTCOME_UNKNOWN');
const notProcessed = all('UPSTREAM_UNAVAILABLE', 'UNAVAILABLE');
const odd = all('UPSTREAM_ERROR', 'OUTCOME_UNKNOWN');
const noService = all('SERVICE_NOT_AVAILABLE', 'errors:SERVICE_NOT_AVAILABLE');
const noCredential = all('UNAUTHENTICATED', 'errors:UNAUTHENTICATED');

const canvas = (type: string, message: string) => ({ errors: { type, message } });
const moodle = (status: number, reason: string) => ({
  status,
  reason,
  request: { method: 'POST', url: '/mod/lti/services.php/2/lineitems/32/lineitem/scores?type_id=3', accept: '*/*' },
});
const spring = (status: number, error: string) => ({
  timestamp: '2026-11-28T10:15:30.123+00:00',
  status,
  error,
  path: '/learn/api/v1/lti/courses/_4_1_/lineItems',
});
const aspNet = (status: number, title: string, more: object = {}) => ({
  type: 'https://tools.ietf.org/html/rfc9110#section-15.5.1',
  title,
  status,
  ...more,
  traceId: '00-84c1fd4063c38d9f3900d06e56542d48-85d1d4-00',
});
const nginx = (status: string) =>
  `<html>\r\n<head><title>${status}</title></head>\r\n<body>\r\n<center><h1>${status}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
const cloudflare = (code: number, words: string) =>
  `<!DOCTYPE html><html lang="en-US"><head><title>${words} | lms.example.edu</title></head><body><div id="cf-wrapper"><span>Error code ${code}</span> Ray ID: 8f1</div></body></html>`;
const echoed = JSON.stringify({
  userId: '9a8b',
  activityProgress: 'Completed',
  gradingProgress: 'FullyGraded',
  timestamp: '2026-11-28T10:15:30.123Z',
});

/** From the named sources; `app/…` is in instructure/canvas-lms. */
const ofLmss: [string, number, unknown, Outcomes][] = [
  // app/controllers/lti/ims/scores_controller.rb
  [
    'Canvas, an older timestamp',
    400,
    canvas(
      'bad_request',
      'Provided timestamp of 2026-11-28T10:15:30.123Z before last updated timestamp of 2026-11-28T10:15:31.000Z',
    ),
    conflict,
  ],
  [
    'Canvas, no timestamp',
    400,
    canvas('bad_request', 'Provided timestamp of yesterday not a valid timestamp'),
    rejected,
  ],
  [
    'Canvas, a submission ahead of its time',
    400,
    canvas('bad_request', 'Provided submitted_at timestamp of 2027-01-01T00:00:00Z in the future'),
    rejected,
  ],
  ['Canvas, a member that is missing', 400, canvas('bad_request', 'param is missing: timestamp'), rejected],
  [
    'Canvas, no attempts left',
    422,
    canvas('unprocessable_entity', 'The maximum number of allowed attempts has been reached for this submission'),
    rejected,
  ],
  [
    'Canvas, no maximum',
    422,
    canvas('unprocessable_entity', 'ScoreMaximum not supplied when ScoreGiven present.'),
    rejected,
  ],
  [
    'Canvas, a file service that fails',
    504,
    canvas('gateway_timeout', 'failed to communicate with file service'),
    unknown,
  ],
  // app/controllers/lti/ims/concerns/gradebook_services.rb
  [
    'Canvas, not a learner',
    422,
    canvas('unprocessable_entity', 'User not found in course or is not a student'),
    rejected,
  ],
  [
    "Canvas, another tool's column",
    412,
    { errors: [{ type: 'precondition_failed', message: 'Tool does not have permission to view line_item' }] },
    rejected,
  ],
  // app/middleware/request_throttle.rb
  ['Canvas, the throttle', 403, '403 Forbidden (Rate Limit Exceeded)\n', throttled],
  ['Canvas, the newer throttle', 429, '429 Too Many Requests (Rate Limit Exceeded)\n', throttled],
  ['Canvas, no scope', 401, canvas('unauthorized', 'Insufficient permissions'), notTheTools],
  ['Canvas, a column of its own', 401, '', notTheTools],
  ['Canvas, a deleted assignment', 404, '', missing],
  [
    'Canvas, a failure',
    500,
    { errors: [{ message: 'An error occurred.', error_code: 'internal_server_error' }], error_report_id: 6 },
    unknown,
  ],
  // moodle/moodle, mod/lti/service/gradebookservices/classes/local/resources/scores.php and mod/lti/service.php
  ['Moodle, any invalid score, with what was posted', 400, moodle(400, `Incorrect score received${echoed}`), rejected],
  [
    'Moodle, an older timestamp',
    409,
    moodle(409, 'Refusing score with an earlier timestamp for item 4 and user 12'),
    conflict,
  ],
  ['Moodle, no scope', 401, moodle(401, 'Unauthorized'), notTheTools],
  ['Moodle, a column of an activity', 403, moodle(403, 'Invalid LTI id supplied.'), forbidden],
  ['Moodle, no such column', 404, moodle(404, "Not Found: Grade item 32 doesn't exist."), missing],
  [
    'Moodle, a fatal error',
    500,
    '<div class="box errorbox">Exception - Call to a member function get()</div>',
    unknown,
  ],
  // openedx/xblock-lti-consumer, lti_consumer/lti_1p3/extensions/rest_framework
  [
    'Open edX, an older timestamp',
    400,
    { timestamp: ['Score timestamp can only be updated to a later point in time'] },
    conflict,
  ],
  ['Open edX, the same timestamp', 400, { timestamp: ['Score already exists for the provided timestamp'] }, conflict],
  ['Open edX, no timestamp', 400, { timestamp: ['This field is required.'] }, rejected],
  ['Open edX, a delete', 403, { detail: 'You do not have permission to perform this action.' }, forbidden],
  ['Open edX, the throttle', 429, { detail: 'Request was throttled. Expected available in 5 seconds.' }, throttled],
  ['Open edX, a user whom it does not know', 500, '<!doctype html><title>Server Error (500)</title>', unknown],
  // hypothesis/lms, lms/services/lti_grading/_v13.py
  ['Blackboard, no such user', 400, { status: 400, message: 'User could not be found: 9a8b' }, rejected],
  [
    'D2L, not enrolled',
    403,
    aspNet(403, 'Forbidden', { detail: 'User in requested score is not enrolled in the org unit' }),
    forbidden,
  ],
  ['D2L, no such user', 404, aspNet(404, 'Not Found', { detail: 'User in requested score does not exist' }), missing],
  // sakaiproject/sakai, lti/lti-blis, LTI13Servlet.java
  ['Sakai, any fault', 400, { error: 'Could not load site associated with content' }, rejected],
  ['Sakai, a bad token', 403, { error: 'Invalid authorization' }, forbidden],
];

const ofFrameworks: [string, number, unknown, Outcomes][] = [
  ['Spring, 400', 400, spring(400, 'Bad Request'), rejected],
  ['Spring, 409', 409, spring(409, 'Conflict'), conflict],
  ['Spring, 422', 422, spring(422, 'Unprocessable Entity'), rejected],
  ['Spring, 500', 500, spring(500, 'Internal Server Error'), unknown],
  [
    'ASP.NET, 400',
    400,
    aspNet(400, 'One or more validation errors occurred.', {
      errors: { timestamp: ['The timestamp field is required.'] },
    }),
    rejected,
  ],
  ['Rails, 422', 422, { errors: { label: ['has already been taken'], timestamp: ['is invalid'] } }, rejected],
  ['Rails, 500', 500, { status: 500, error: 'Internal Server Error' }, unknown],
  ['a 400 that speaks of a rate limit', 400, 'rate limit exceeded', rejected],
  ['a 403 that speaks of another rate limit', 403, { message: 'rate limit exceeded' }, forbidden],
  ['a 500 that speaks of a rate limit', 500, 'rate limit exceeded', unknown],
  ["a 500 in the words of Canvas's throttle", 500, '403 Forbidden (Rate Limit Exceeded)', unknown],
  [
    'a 500 that speaks of an older timestamp',
    500,
    { timestamp: ['Score timestamp can only be updated to a later point in time'] },
    unknown,
  ],
  ['a 422 that speaks of a later one', 422, 'Score timestamp can only be updated to a later point in time', rejected],
  ['405', 405, { message: 'Method Not Allowed' }, rejected],
  ['408', 408, '', unknown],
  ['410', 410, '', missing],
  ['425', 425, '', notProcessed],
  ['501', 501, '', unknown],
  ['598', 598, 'timestamp', unknown],
];

const ofEdges: [string, number, unknown, Outcomes][] = [
  ['AWS API Gateway, 403', 403, { message: 'Forbidden' }, forbidden],
  ['AWS API Gateway, 429', 429, { message: 'Too Many Requests' }, throttled],
  ['AWS API Gateway, 413', 413, { message: 'Request Too Long' }, rejected],
  ['AWS API Gateway, 500', 500, { message: 'Internal server error' }, unknown],
  ['AWS API Gateway, 504', 504, { message: 'Endpoint request timed out' }, unknown],
  ['nginx, 403', 403, nginx('403 Forbidden'), forbidden],
  ['nginx, 404', 404, nginx('404 Not Found'), missing],
  ['nginx, 413', 413, nginx('413 Request Entity Too Large'), rejected],
  ['nginx, 429', 429, nginx('429 Too Many Requests'), throttled],
  ['nginx, 502', 502, nginx('502 Bad Gateway'), unknown],
  ['nginx, 503', 503, nginx('503 Service Temporarily Unavailable'), unknown],
  ['Cloudflare, 1015', 429, cloudflare(1015, 'You are being rate limited'), throttled],
  ['Cloudflare, 1020', 403, cloudflare(1020, 'Access denied'), forbidden],
  ['Cloudflare, 520', 520, cloudflare(520, 'Web server is returning an unknown error'), unknown],
  ['Cloudflare, 522', 522, cloudflare(522, 'Connection timed out'), unknown],
  ['Cloudflare, 524', 524, cloudflare(524, 'A timeout occurred'), unknown],
  ['Cloudflare, 525', 525, cloudflare(525, 'SSL handshake failed'), unknown],
  ['207', 207, { responses: [{ status: 500 }] }, odd],
  ['302', 302, '', odd],
  ['303', 303, '', odd],
  ['307', 307, '', odd],
  ['304', 304, '', odd],
  ['600', 600, 'what', odd],
];

const ltiaas = (status: number, details: object) => ({ status, error: 'Error', details });
const ofLtiaas: [string, number, unknown, Outcomes][] = [
  ['a payment that is due', 402, ltiaas(402, { message: 'PAYMENT_REQUIRED' }), noService],
  ['a payment, in an empty answer', 402, '', noService],
  ['an inactive service', 403, ltiaas(403, { message: 'INACTIVE_SERVICE', description: 'x' }), noService],
  ['an inactive service, as a code', 403, ltiaas(403, { code: 'INACTIVE_SERVICE', externalError: false }), noService],
  ['an inactive platform', 400, ltiaas(400, { message: 'UNREGISTERED_OR_INACTIVE_PLATFORM' }), noService],
  ['a context without the service', 403, ltiaas(403, { message: 'SERVICE_NOT_AVAILABLE_FOR_CONTEXT' }), noService],
  ['a credential', 401, ltiaas(401, { message: 'INVALID_SERVICE_AUTH_AUTHORIZATION_HEADER' }), noCredential],
  ['an inactive service with a 500', 500, ltiaas(500, { message: 'INACTIVE_SERVICE' }), unknown],
  ['a credential with a 502', 502, ltiaas(502, { message: 'INVALID_LTIK_AUTH_AUTHORIZATION_HEADER' }), unknown],
  ['a throttle with a code', 429, ltiaas(429, { message: 'INACTIVE_SERVICE' }), throttled],
  ['a code within a sentence', 400, ltiaas(400, { message: 'No tag INACTIVE_SERVICE here' }), rejected],
  ['a code that is an example', 400, ltiaas(400, { message: 'BAD_REQUEST', errors: ['INACTIVE_SERVICE'] }), rejected],
  [
    'a code that the LMS uses, too',
    403,
    ltiaas(403, { message: 'EXTERNAL_ERROR', externalError: '{"details":{"message":"INACTIVE_SERVICE"}}' }),
    forbidden,
  ],
  [
    'a code beside a refusal of the LMS',
    401,
    ltiaas(401, { message: 'INVALID_API_KEY', externalError: true, bodyReceived: { error: 'invalid_token' } }),
    notTheTools,
  ],
  [
    'a phrase in what was sent',
    403,
    ltiaas(403, { externalError: true, bodySent: { comment: '403 Forbidden (Rate Limit Exceeded)' } }),
    forbidden,
  ],
];

const rows = (list: [string, number, unknown, Outcomes][], isFromLms: boolean): Refusal[] =>
  list.map(([name, status, body, expected]) => ({ name, status, body, isFromLms, expected }));

/** The error responses of LMSs, their frameworks, edges in front of them, and LTIAAS itself. */
export const refusals: Refusal[] = [
  ...rows(ofLmss, true),
  ...rows(ofFrameworks, true),
  ...rows(ofEdges, false),
  ...rows(ofLtiaas, false),
];

/** The formats in which LTIAAS may forward an error response. */
export function formsOf({ status, body, isFromLms }: Refusal): FaultRule[] {
  const bare: FaultRule = { status, body: body as string };
  if (!isFromLms) return [bare];
  const wrap = (details: object): FaultRule => ({ status, body: ltiaas(status, details) });
  const externalUrl = 'https://lms.example.edu/lti/scores?page=1';
  const sent = { userId: '9a8b', timestamp: '2026-11-28T10:15:30.123Z', comment: 'rate limit exceeded' };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return [
    bare,
    wrap({ message: 'EXTERNAL_ERROR', description: 'x', externalError: text, externalUrl, bodySent: sent }),
    wrap({ message: 'EXTERNAL_ERROR', externalError: true, bodyReceived: body, externalUrl, bodySent: sent }),
  ];
}
