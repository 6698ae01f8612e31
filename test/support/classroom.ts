import {
  type CourseOptions,
  type LedgerEntry,
  type LineItemRow,
  type LoggedRequest,
  type ResultRow,
  type SandboxCourse,
  type SandboxLaunch,
  upstreamSecret,
} from '../../src/sandbox/sandbox';
import { type Answer, startTestGateway, type TestGateway, type TestGatewayOptions } from './gateway';

const role = (name: string) => [`http://purl.imsglobal.org/vocab/lis/v2/membership#${name}`];

export type CallerName = 'instructor' | 'contentDeveloper' | 'learner' | 'mentor' | 'backEndLtik' | 'backEndServiceKey';

/** A new course for one test, with people in it. */
export interface Classroom {
  course: SandboxCourse;
  /** The launch of the instructor and both back ends. */
  launch: SandboxLaunch;
  /** The first line item, without grades. */
  id: string;
  learners: string[];
  /** A member of the staff, whom no LMS grades. */
  teacher: string;
  /** Values of an Authorization header. */
  as: Record<CallerName, string>;
  /** The line item as the LMS shows it. */
  lineItem: (id?: string) => LineItemRow | undefined;
  /** The score as the LMS shows it. */
  result: (userId: string, id?: string) => ResultRow | undefined;
}

export interface ClassroomOptions extends CourseOptions {
  scoreMaximum?: number;
}

/** A gateway for tests of writes. It checks every response for secrets, and reports what was written. */
export interface WriteGateway extends TestGateway {
  classroom(options?: ClassroomOptions): Classroom;
  /** Sends a raw body, for values that `JSON.stringify` cannot write. */
  send(body: string, authorization: string): Promise<Answer<any>>;
  /** The requests other than GET that LTIAAS received since the last call. */
  takeWrites(): LoggedRequest[];
  /** The writes that the LMSs stored since the last call. */
  takeStored(): LedgerEntry[];
}

export async function startWriteGateway(options: TestGatewayOptions = {}): Promise<WriteGateway> {
  const gateway = await startTestGateway(options);
  const { sandbox } = gateway;
  const secrets = new Set([upstreamSecret, sandbox.apiKey]);
  let requestsTaken = 0;
  let storedTaken = 0;

  const learnSecrets = (launch: SandboxLaunch): SandboxLaunch => {
    secrets.add(launch.ltik).add(launch.serviceKey);
    return launch;
  };

  const checked = <A extends { text: string }>(answer: A): A => {
    expect([...secrets].filter((secret) => answer.text.includes(secret))).toEqual([]);
    return answer;
  };

  return {
    ...gateway,
    async run(operation, variables, authorization) {
      return checked(await gateway.run(operation, variables, authorization));
    },
    async send(body, authorization) {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'accept-encoding': 'identity', authorization },
        body,
      });
      const text = await response.text();
      const { data, errors = [] } = JSON.parse(text) as Answer<any>;
      return checked({ status: response.status, headers: response.headers, data, errors, text });
    },
    classroom({ scoreMaximum = 100, ...sizes } = {}) {
      const course = sandbox.createCourse({ lineItems: 0, learners: 4, ...sizes });
      const { id } = course.addLineItem({ label: 'Essay', scoreMaximum, resourceId: 'essay-1', tag: 'grade' });
      const learners = course.learnerIds();
      const launch = learnSecrets(sandbox.launch({ course }));
      const [userId = ''] = learners;
      const bearer = (name: string, more: object = {}) =>
        learnSecrets(sandbox.launch({ course, userId, roles: role(name), ...more })).authorization.bearer;
      return {
        course,
        launch,
        id,
        learners,
        teacher: launch.userId,
        as: {
          instructor: launch.authorization.bearer,
          contentDeveloper: bearer('ContentDeveloper'),
          learner: bearer('Learner'),
          mentor: bearer('Mentor', { roleScopeMentor: learners }),
          backEndLtik: launch.authorization.ltik,
          backEndServiceKey: launch.authorization.serviceKey,
        },
        lineItem: (itemId = id) => course.lineItems().find((row) => row.id === itemId),
        result: (userId, itemId = id) => course.results(itemId).find((row) => row.userId === userId),
      };
    },
    takeWrites() {
      const taken = sandbox.requests.slice(requestsTaken).filter(({ method }) => method !== 'GET');
      requestsTaken = sandbox.requests.length;
      return taken;
    },
    takeStored() {
      const taken = sandbox.ledger.slice(storedTaken);
      storedTaken = sandbox.ledger.length;
      return taken;
    },
  };
}

/** Removes what an earlier test left behind. Call it before each test. */
export function startAfresh(...gateways: WriteGateway[]): void {
  for (const gateway of gateways) {
    gateway.sandbox.clearFaults();
    gateway.takeWrites();
    gateway.takeStored();
    gateway.takeCalls();
  }
}
