import type { Course } from './lms/course';
import type { LmsName } from './lms/profile';
import { externalError, ownError, type Answer } from './ltiaas/errors';
import type { LoggedRequest } from './requestLog';

/** A leaky bucket that requests share. Each request fills it, and it empties at a constant rate. If it is full, requests are rejected. */
export interface ThrottleRule {
  /**
   * Who rejects: `canvas` with a 403 that LTIAAS passes on, or `ltiaas` with a 429 and `Retry-After`. An LMS does not receive the
   * calls for id tokens.
   */
  by: 'canvas' | 'ltiaas';
  /** Only calls to this LMS or this course share the bucket. Default: all calls of the account. */
  lms?: LmsName;
  course?: Course;
  /** The level from which the bucket is full. */
  mark?: number;
  /** The amount that a request adds while it is in flight. */
  upFrontCost?: number;
  /** The amount that a request adds when it ends. */
  cost?: number;
  /** The amount that drains per second. */
  leakPerSecond?: number;
}

const defaults = {
  /** app/middleware/request_throttle.rb. Its cost is CPU and database time in seconds; 0.1 is an assumption. */
  canvas: { mark: 600, upFrontCost: 50, cost: 0.1, leakPerSecond: 10 },
  /** LTIAAS publishes no limit: 100 requests at once, and 100 per second. */
  ltiaas: { mark: 100, upFrontCost: 1, cost: 1, leakPerSecond: 100 },
};

/** Canvas's bucket holds no more than this share of its mark. */
const maximumOfMark = 800 / 600;

/** An active throttle. */
export class Throttle {
  /** Allowed and rejected requests so far. */
  allowed = 0;
  rejected = 0;
  private level = 0;
  private touchedAt = performance.now();

  private readonly rule: ThrottleRule & (typeof defaults)['canvas'];

  constructor(
    rule: ThrottleRule,
    readonly remove: () => void,
  ) {
    this.rule = { ...defaults[rule.by], ...rule };
  }

  get by(): ThrottleRule['by'] {
    return this.rule.by;
  }

  matches({ route, launch }: LoggedRequest): boolean {
    const { by, lms, course } = this.rule;
    if (by === 'canvas' && (launch === undefined || route === 'idtoken')) return false;
    return (lms ?? launch?.course.lms) === launch?.course.lms && (course ?? launch?.course) === launch?.course;
  }

  /** Reserves the up-front cost. Returns the seconds until there is room for it, if there is none now. */
  enter(): number | undefined {
    const { mark, upFrontCost, leakPerSecond } = this.rule;
    const surplus = this.add(0) + upFrontCost - mark;
    if (surplus >= 0) {
      this.rejected++;
      return surplus / leakPerSecond;
    }
    this.allowed++;
    this.add(upFrontCost);
    return undefined;
  }

  leave(): void {
    const { upFrontCost, cost } = this.rule;
    this.add(cost - upFrontCost);
  }

  private add(amount: number): number {
    const { mark, leakPerSecond } = this.rule;
    const now = performance.now();
    const leaked = Math.max(0, this.level - (leakPerSecond * (now - this.touchedAt)) / 1000);
    this.touchedAt = now;
    return (this.level = Math.min(Math.max(0, leaked + amount), mark * maximumOfMark));
  }
}

/** The active throttles. */
export class Throttles {
  private active: Throttle[] = [];

  add(rule: ThrottleRule): Throttle {
    const throttle = new Throttle(rule, () => (this.active = this.active.filter((other) => other !== throttle)));
    this.active.push(throttle);
    return throttle;
  }

  /** The response if a throttle rejects the request; otherwise a function to call when it is no longer in flight. */
  enter(request: LoggedRequest): Answer | (() => void) {
    const entered: Throttle[] = [];
    const leave = () => entered.splice(0).forEach((throttle) => throttle.leave());
    for (const throttle of this.active.filter((one) => one.matches(request))) {
      const seconds = throttle.enter();
      if (seconds !== undefined) {
        leave();
        return rejection(throttle, request, seconds);
      }
      entered.push(throttle);
    }
    return leave;
  }
}

function rejection({ by }: Throttle, { method, path }: LoggedRequest, seconds: number): Answer {
  if (by === 'canvas')
    return externalError(
      { method, url: path, scopes: [] },
      { status: 403, body: '403 Forbidden (Rate Limit Exceeded)\n' },
    );
  const answer = ownError(429, 'TOO_MANY_REQUESTS', 'Too many requests.');
  return { ...answer, headers: { 'retry-after': String(Math.max(1, Math.ceil(seconds))) } };
}
