import type { SandboxLaunch } from './ltiaas/launch';
import type { LoggedRequest } from './requestLog';

/** An answer on its way out. `body` is a JSON value, or a string or Buffer that is sent as it is. */
export interface OutgoingAnswer {
  status: number;
  headers: Record<string, string>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests reach into bodies of every shape
  body: any;
}

/** Which requests go wrong, and how. Rules that fire together add up; the older rule wins where they contradict. */
export interface FaultRule {
  method?: string;
  route?: LoggedRequest['route'];
  lineItemId?: string;
  launch?: SandboxLaunch;
  /** Only every k-th request that matches. */
  every?: number;
  /** Only the next n times; for ever unless told. */
  times?: number;
  /** Says of each request that matches what more is to go wrong with it; undefined: nothing. */
  choose?: (request: LoggedRequest) => FaultRule | undefined;

  delayMs?: number;
  /** Answers so, without doing the work. */
  status?: number;
  body?: string | object;
  headers?: Record<string, string>;
  /** With `status` or `body`: the LMS does the work all the same. */
  workFirst?: boolean;
  /** Drops the connection before or after the LMS did the work. */
  reset?: 'before' | 'after';
  /** Sends half of the body, then drops the connection. */
  truncate?: boolean;
  drip?: { bytesPerSecond: number };
  /** Never answers, and does no work. */
  hang?: boolean;
  /** Does the work, then never answers. */
  hangAfterWork?: boolean;
  rewrite?: (answer: OutgoingAnswer) => OutgoingAnswer;
  /** Moves the timestamp that LTIAAS puts on a score: below 0 the LMS sees an old score. */
  clockOffsetMs?: number;
}

/** A rule in force. */
export interface Fault {
  /** How often it has fired. */
  readonly hits: number;
  remove(): void;
}

interface ActiveRule {
  readonly rule: FaultRule;
  matches: number;
  hits: number;
}

/** The rules in force. */
export class Faults {
  private active: ActiveRule[] = [];

  add(rule: FaultRule): Fault {
    const entry: ActiveRule = { rule, matches: 0, hits: 0 };
    this.active.push(entry);
    return {
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

  /** What is to go wrong with this request, all rules that fire taken together. */
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
