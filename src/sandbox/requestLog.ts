import type { SandboxLaunch } from './ltiaas/launch';
import type { Route } from './ltiaas/route';

/** A request that LTIAAS has received. */
export interface LoggedRequest {
  method: string;
  /** Path and query, as received. */
  path: string;
  route: Route['name'];
  /** Decoded once. */
  lineItemId?: string;
  query: Record<string, string>;
  /** The launch of its credentials, if they are valid. */
  launch?: SandboxLaunch;
  /** Without `authorization`. */
  headers: Record<string, string | string[] | undefined>;
  body?: unknown;
  /** 0 until the response is sent; stays 0 if the connection was dropped. */
  status: number;
  /** Milliseconds since 1970. */
  startedAt: number;
  endedAt?: number;
}

/** The requests to the sandbox, and the largest number of them in flight. */
export class RequestLog {
  readonly requests: LoggedRequest[] = [];
  peak = 0;
  private inFlight = 0;
  private readonly ofLaunch = new Map<SandboxLaunch, { inFlight: number; peak: number }>();

  start(request: LoggedRequest): void {
    this.requests.push(request);
    this.peak = Math.max(this.peak, ++this.inFlight);
    if (!request.launch) return;
    const count = this.ofLaunch.get(request.launch) ?? { inFlight: 0, peak: 0 };
    count.peak = Math.max(count.peak, ++count.inFlight);
    this.ofLaunch.set(request.launch, count);
  }

  /** The request is no longer in flight. Calling this twice has no further effect. */
  end(request: LoggedRequest): void {
    if (request.endedAt !== undefined) return;
    request.endedAt = Date.now();
    this.inFlight--;
    const count = request.launch && this.ofLaunch.get(request.launch);
    if (count) count.inFlight--;
  }

  peakOf(launch: SandboxLaunch): number {
    return this.ofLaunch.get(launch)?.peak ?? 0;
  }

  /** Deletes the requests, and resets the peaks to what is in flight now. */
  clear(): void {
    this.requests.length = 0;
    this.peak = this.inFlight;
    for (const count of this.ofLaunch.values()) count.peak = count.inFlight;
  }
}
