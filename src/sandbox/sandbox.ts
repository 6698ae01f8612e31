import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Faults, type Fault, type FaultRule } from './faults';
import type { Course } from './lms/course';
import { lmsNames, type LmsName } from './lms/profile';
import { profiles } from './lms/profiles/profiles';
import type { Privacy } from './lms/members';
import type { LedgerEntry } from './lms/rows';
import { LaunchBook } from './ltiaas/launchBook';
import { upstreamSecret } from './ltiaas/errors';
import { Launch, type LaunchOptions, type SandboxLaunch } from './ltiaas/launch';
import { rolesOf, scopesOf } from './ltiaas/launchDefaults';
import { Ltiaas } from './ltiaas/ltiaas';
import { RequestLog, type LoggedRequest } from './requestLog';
import { seededCourses, sizedCourse, type CourseOptions } from './seed/courses';
import { firstLearner, instructor, secondInstructor, teachingAssistant } from './seed/people';
import { createSandboxServer } from './server';
import { type Throttle, type ThrottleRule, Throttles } from './throttles';

export { lmsNames, upstreamSecret };
export type { CourseOptions, Fault, FaultRule, LaunchOptions, LedgerEntry, LmsName };
export type { Course as SandboxCourse, LoggedRequest, SandboxLaunch };
export type { Answer as OutgoingAnswer } from './ltiaas/errors';
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
export type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

/** Starts a sandbox. Rejects if the port is in use. */
export async function startSandbox(options: SandboxOptions = {}) {
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

  const launch = (wanted: LaunchOptions = {}): SandboxLaunch => {
    const target = wanted.course ?? course('first', wanted.lms);
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
  const { compress = true } = options;
  const server = createSandboxServer({ ltiaas, launches, faults, throttles, log, ledger, compress });
  server.listen(port, host);
  await once(server, 'listening');

  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    apiKey,
    /** People of the seeded courses of the default LMS. */
    seeded,
    /** Creates a launch. Default: the instructor of the first seeded course of the default LMS. */
    launch,
    /** A seeded course. */
    course,
    /** A new course of given sizes. */
    createCourse: (wanted: CourseOptions = {}) =>
      sizedCourse(profiles[wanted.lms ?? defaultLms], wanted.number ?? ++courseCount, wanted),
    requests: log.requests as readonly LoggedRequest[],
    /** Deletes the requests and resets the peaks. */
    clearRequests: () => log.clear(),
    fault: (rule: FaultRule) => faults.add(rule),
    clearFaults: () => faults.clear(),
    /** Rejects requests that are too many, until the throttle is removed. */
    throttle: (rule: ThrottleRule) => throttles.add(rule),
    /** Everything that the LMSs have stored, in order. */
    ledger: ledger as readonly LedgerEntry[],
    /** The largest number of requests in flight. */
    get maxInFlight() {
      return log.peak;
    },
    /** The same for one launch. */
    maxInFlightOf: (one: SandboxLaunch) => log.peakOf(one),
    /** Stops, and drops every open connection. */
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
