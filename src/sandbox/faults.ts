import type { Answer } from './ltiaas/errors';
import type { SandboxLaunch } from './ltiaas/launch';
import type { LoggedRequest } from './requestLog';

/** Which requests fail, and how. Rules that match the same request are combined; on conflict, the older rule wins. */
export interface FaultRule {
  method?: string;
  route?: LoggedRequest['route'];
  lineItemId?: string;
  launch?: SandboxLaunch;
  /** Only every k-th request that matches. */
  every?: number;
  /** Only the next n times. Default: always. */
  times?: number;
  /** Returns further faults for each request that matches; undefined: none. */
  choose?: (request: LoggedRequest) => FaultRule | undefined;

  delayMs?: number;
  /** Holds the request until this promise resolves. */
  until?: Promise<void>;
  /** Sends this status; the LMS does not process the request. */
  status?: number;
  body?: string | object;
  headers?: Record<string, string>;
  /** With `status` or `body`: the LMS still processes the request. */
  workFirst?: boolean;
  /** Drops the connection before or after the LMS has processed the request. */
  reset?: 'before' | 'after';
  /** Sends half of the body, then drops the connection. */
  truncate?: boolean;
  drip?: { bytesPerSecond: number };
  /** Never responds, and does not process the request. */
  hang?: boolean;
  /** Processes the request, then never responds. */
  hangAfterWork?: boolean;
  rewrite?: (answer: Answer) => Answer;
  /** Shifts the timestamp that LTIAAS sets on a score: with a negative offset, the LMS sees an old score. */
  clockOffsetMs?: number;
}

/** An active rule. */
export type Fault = ReturnType<Faults['add']>;

interface ActiveRule {
  readonly rule: FaultRule;
  matches: number;
  hits: number;
}

/** The active rules. */
export class Faults {
  private active: ActiveRule[] = [];

  add(rule: FaultRule) {
    const entry: ActiveRule = { rule, matches: 0, hits: 0 };
    this.active.push(entry);
    return {
      /** How often it has fired. */
      get hits() {
        return entry.hits;
      },
      remove: () => {
        this.active = this.active.filter((other) => other !== entry);
      },
    };
  }

  clear(): void {
    this.active = [];
  }

  /** The faults for this request, from all matching rules. */
  fire(request: LoggedRequest): FaultRule {
    let together: FaultRule = {};
    for (const entry of this.active) {
      const { rule } = entry;
      if (!matches(rule, request)) continue;
      entry.matches++;
      if (entry.matches % (rule.every ?? 1) !== 0 || entry.hits >= (rule.times ?? Infinity)) continue;
      entry.hits++;
      together = { ...rule, ...rule.choose?.(request), ...together };
    }
    return together;
  }
}

function matches(rule: FaultRule, request: LoggedRequest): boolean {
  return (
    (rule.method === undefined || rule.method === request.method) &&
    (rule.route === undefined || rule.route === request.route) &&
    (rule.lineItemId === undefined || rule.lineItemId === request.lineItemId) &&
    (rule.launch === undefined || rule.launch === request.launch)
  );
}
