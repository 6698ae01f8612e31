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

/** A course of a test's own, with people in front of it. */
export interface Classroom {
  course: SandboxCourse;
  /** The instructor's launch, and that of both back ends. */
  launch: SandboxLaunch;
  /** The first line item; it has no grades yet. */
  id: string;
  learners: string[];
  /** Somebody of the staff, whom no LMS grades. */
  teacher: string;
  /** Values of an Authorization header. */
  as: Record<CallerName, string>;
  /** As the LMS shows it. */
  lineItem: (id?: string) => LineItemRow | undefined;
  /** As the LMS shows it. */
  result: (userId: string, id?: string) => ResultRow | undefined;
}

export interface ClassroomOptions extends CourseOptions {
  scoreMaximum?: number;
}

/** A gateway for tests of writes: no answer of it may carry a secret, and what was written can be taken stock of. */
export interface WriteGateway extends TestGateway {
  classroom(options?: ClassroomOptions): Classroom;
  /** Sends a body as it is, for what `JSON.stringify` cannot say. */
  send(body: string, authorization: string): Promise<Answer<any>>;
  /** The requests other than GET that LTIAAS got since the last time. */
  takeWrites(): LoggedRequest[];
  /** What the LMSs have stored since the last time. */
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
        headers: { 'content-type': 'application/json', authorization },
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

/** Forgets what a test before has left behind. To be called before each test. */
export function startAfresh(...gateways: WriteGateway[]): void {
  for (const gateway of gateways) {
    gateway.sandbox.clearFaults();
    gateway.takeWrites();
    gateway.takeStored();
    gateway.takeCalls();
  }
}
