import type { AddressInfo } from 'node:net';
import { AdminRoutes } from './adminRoutes';
import { Faults, type Fault, type FaultRule } from './faults';
import { Course } from './lms/course';
import { lmsNames, type LmsName } from './lms/profile';
import { profiles } from './lms/profiles/profiles';
import type { Privacy } from './lms/members';
import type { LedgerEntry } from './lms/rows';
import { LaunchBook } from './ltiaas/launchBook';
import { upstreamSecret } from './ltiaas/errors';
import { Launch, type LaunchOptions, type SandboxCourse, type SandboxLaunch } from './ltiaas/launch';
import { rolesOf, scopesOf } from './ltiaas/launchDefaults';
import { Ltiaas } from './ltiaas/ltiaas';
import { RequestLog, type LoggedRequest } from './requestLog';
import { seededCourses, sizedCourse, type CourseOptions } from './seed/courses';
import { firstLearner, instructor, secondInstructor, teachingAssistant } from './seed/people';
import { createSandboxServer } from './server';
import { type Throttle, type ThrottleRule, Throttles } from './throttles';

export { lmsNames, upstreamSecret };
export type { CourseOptions, Fault, FaultRule, LaunchOptions, LedgerEntry, LmsName };
export type { LoggedRequest, SandboxCourse, SandboxLaunch };
export type { OutgoingAnswer } from './faults';
export type { MemberRow, Privacy } from './lms/members';
export type { LineItemRow, ResultRow } from './lms/rows';
export type { Throttle, ThrottleRule };

export interface SandboxOptions {
  /** 0, the default: any free port. */
  port?: number;
  /** Default: 127.0.0.1. */
  host?: string;
  apiKey?: string;
  /** The LMS of launches without a course or an LMS. Default: `spec`. */
  lms?: LmsName;
  /**
   * How LTIAAS applies its `resourceLinkId` filter: for the given link (`given`, the default, as in LTIAAS's guide), or always for
   * the launch's own link (`launch`, as in its reference and ltijs).
   */
  resourceLinkFilter?: 'given' | 'launch';
  /** Which personal data the LMSs send in the seeded courses. Default: everything. */
  privacy?: Privacy;
  /** Whether LTIAAS compresses responses on request. Default: true. */
  compress?: boolean;
}

/** A running LTIAAS with LMSs behind it, in memory. */
export interface Sandbox {
  readonly url: string;
  readonly apiKey: string;
  /** People of the seeded courses of the default LMS. */
  readonly seeded: {
    readonly instructor: SandboxLaunch;
    readonly teachingAssistant: SandboxLaunch;
    readonly learner: SandboxLaunch;
    readonly secondCourseInstructor: SandboxLaunch;
  };
  /** Creates a launch. Default: the instructor of the first seeded course of the default LMS. */
  launch(options?: LaunchOptions): SandboxLaunch;
  /** A new course of given sizes. */
  createCourse(options?: CourseOptions): SandboxCourse;
  /** A seeded course. */
  course(key: 'first' | 'second', lms?: LmsName): SandboxCourse;
  readonly requests: readonly LoggedRequest[];
  /** Deletes the requests and resets the peaks. */
  clearRequests(): void;
  fault(rule: FaultRule): Fault;
  clearFaults(): void;
  /** Rejects requests that are too many, until the throttle is removed. */
  throttle(rule: ThrottleRule): Throttle;
  /** Everything that the LMSs have stored, in order. */
  readonly ledger: readonly LedgerEntry[];
  /** The largest number of requests in flight. */
  readonly maxInFlight: number;
  /** The same for one launch. */
  maxInFlightOf(launch: SandboxLaunch): number;
  /** Stops, and drops every open connection. */
  close(): Promise<void>;
}

/** Starts a sandbox. Rejects if the port is in use. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, host = '127.0.0.1', apiKey = 'sandbox-api-key', lms: defaultLms = 'spec' } = options;
  const ledger: LedgerEntry[] = [];
  const log = new RequestLog();
  const faults = new Faults();
  const throttles = new Throttles();
  const launches = new LaunchBook(apiKey);
  const seededOf = new Map<LmsName, { first: Course; second: Course }>();
  let courseCount = 2;
  let launchCount = 0;

  const course = (key: 'first' | 'second', lms: LmsName = defaultLms): Course => {
    const courses = seededOf.get(lms) ?? seededCourses(profiles[lms], options.privacy ?? 'public');
    seededOf.set(lms, courses);
    return courses[key];
  };

  const launch = (wanted: LaunchOptions = {}): Launch => {
    const target = wanted.course ?? course('first', wanted.lms);
    if (!(target instanceof Course)) throw new TypeError('The course must come from this sandbox.');
    const userId = wanted.userId ?? target.profile.userId(target.seed.staff[0] ?? instructor);
    if (wanted.resourceLinkId != null) target.resourceLinks.add(wanted.resourceLinkId);
    const made = new Launch(
      ++launchCount,
      apiKey,
      target,
      userId,
      rolesOf(target, userId, wanted),
      scopesOf(wanted),
      wanted,
    );
    launches.add(made);
    return made;
  };

  const userId = (person: number) => profiles[defaultLms].userId(person);
  const seeded = {
    instructor: launch(),
    teachingAssistant: launch({ userId: userId(teachingAssistant) }),
    learner: launch({ userId: userId(firstLearner) }),
    secondCourseInstructor: launch({ course: course('second'), userId: userId(secondInstructor) }),
  };

  const ltiaas = new Ltiaas((entry) => ledger.push(entry), options.resourceLinkFilter ?? 'given');
  const admin = new AdminRoutes(faults, log, ledger);
  const { compress = true } = options;
  const server = createSandboxServer({ ltiaas, launches, faults, throttles, log, admin, compress });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });

  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    apiKey,
    seeded,
    launch,
    course,
    createCourse: (wanted = {}) =>
      sizedCourse(profiles[wanted.lms ?? defaultLms], wanted.number ?? ++courseCount, wanted),
    requests: log.requests,
    clearRequests: () => log.clear(),
    fault: (rule) => faults.add(rule),
    clearFaults: () => faults.clear(),
    throttle: (rule) => throttles.add(rule),
    ledger,
    get maxInFlight() {
      return log.peak;
    },
    maxInFlightOf: (one) => log.peakOf(one),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
