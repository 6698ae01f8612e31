import {
  type ASTNode,
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  OperationTypeNode,
  parse,
  print,
  separateOperations,
  validate,
  visit,
} from 'graphql';
import type { readConfig } from '../../../src/config/config';
import type { startGateway } from '../../../src/gateway';
import type { FaultRule, Sandbox, startSandbox } from '../../../src/sandbox/sandbox';
import { chance, createDraw, pick } from './draw';
import { drawValidOperation, type ValidOperation } from './validOperations';

interface Executors {
  sandbox: Sandbox;
  /** The URL of a gateway that compiles repeated operations. */
  compiling: string;
  /** The same gateway without a compiler. */
  reference: string;
  close(): Promise<void>;
}

export interface ExecutorFuzzOptions {
  seed: number;
  operations: number;
  schema: GraphQLSchema;
  isCompilable: (schema: GraphQLSchema, document: DocumentNode) => boolean;
  /** As compiled for the caller of this function. */
  parts: {
    startSandbox: typeof startSandbox;
    readConfig: typeof readConfig;
    startGateway: typeof startGateway;
  };
  onDifference?(difference: Difference): void;
}

export interface ExecutorFuzzReport {
  operations: number;
  /** The number of operations that ran. */
  executed: number;
  mutations: number;
  compiled: number;
  /** The number of operations that were rejected with each code, or failed in part. */
  codes: Record<string, number>;
  differences: Difference[];
  /**
   * Differences that did not recur: which parallel calls are merged depends on the order of responses, for either
   * executor.
   * Real differences between executors recur every time.
   */
  unsteady: number;
}

/** The smallest operation found on which the executors differ. */
export interface Difference extends ValidOperation {
  input: number;
  /** Of the compiling gateway. */
  use: number;
  compiling: Outcome;
  reference: Outcome;
}

/** Everything that must be equal. */
interface Outcome {
  status: number;
  /** As text, because the order of fields counts. */
  data: string;
  errors: string[];
  /** The calls to LTIAAS, sorted, because parallel calls have no fixed order. */
  calls: string[];
}

interface Caller {
  as: 'bearer' | 'ltik' | 'serviceKey';
  isLearner?: boolean;
}

/** How often a difference must recur: calls race, for either executor. */
const recurrences = 4;
const usesOfEach = 3;
const operationsPerOpening = 250;
const callers: readonly Caller[] = [
  { as: 'bearer' },
  { as: 'bearer' },
  { as: 'bearer' },
  { as: 'ltik' },
  { as: 'serviceKey' },
  { as: 'bearer', isLearner: true },
];

/** Upstream faults: never random, and none that the gateway retries. */
const faults: readonly FaultRule[] = [
  { route: 'scores', status: 403 },
  { route: 'lineItems', status: 403 },
  { route: 'lineItem', status: 403 },
  { choose: ({ query }) => (query.url !== undefined ? { status: 403 } : undefined) },
];

/** Sends each operation to both gateways and records where the responses or the calls to LTIAAS differ. */
export async function fuzzExecutors(options: ExecutorFuzzOptions): Promise<ExecutorFuzzReport> {
  const { seed, schema } = options;
  const report: ExecutorFuzzReport = {
    operations: 0,
    executed: 0,
    mutations: 0,
    compiled: 0,
    codes: {},
    differences: [],
    unsteady: 0,
  };
  let executors = await open(options);
  for (let input = 0; input < options.operations; input++) {
    if (input % operationsPerOpening === operationsPerOpening - 1) {
      await executors.close();
      executors = await open(options);
    }
    const draw = createDraw(seed, input);
    const caller = pick(draw, callers);
    const { course } = enter(executors.sandbox, caller);
    const operation = drawValidOperation(draw, schema, {
      lineItemIds: course.lineItems().map(({ id }) => id),
      userIds: course.learnerIds(),
    });
    const fault = chance(draw, 15) ? pick(draw, faults) : undefined;
    const compared = await compare(executors, caller, operation, fault);
    note(report, options, operation, compared.reference);
    if (compared.use === undefined) continue;
    let recurs = true;
    for (let time = 0; recurs && time < recurrences; time += 1) {
      recurs = (await compare(executors, caller, operation, fault)).use !== undefined;
    }
    if (!recurs) {
      report.unsteady += 1;
      continue;
    }
    const small = await shrink(schema, operation, async (smaller) => {
      return (await compare(executors, caller, smaller, fault)).use !== undefined;
    });
    const { use = compared.use, compiling, reference } = await compare(executors, caller, small, fault);
    const difference = { input, ...small, use, compiling, reference };
    report.differences.push(difference);
    options.onDifference?.(difference);
  }
  await executors.close();
  return report;
}

/** Restarts now and then, so that launches and caches do not pile up. */
async function open({ parts: { startSandbox, readConfig, startGateway } }: ExecutorFuzzOptions): Promise<Executors> {
  const sandbox = await startSandbox({ compress: false });
  const settings = { LTIAAS_URL: sandbox.url, LTIAAS_API_KEY: sandbox.apiKey, PORT: '0', LOG_LEVEL: 'silent' };
  const config = { ...readConfig(settings), maxEventLoopLagMs: 0, stopDelayMs: 0 };
  const [compiling, reference] = await Promise.all([
    startGateway({ ...config, executor: 'graphql-jit' }, { compileOnUse: 1 }),
    startGateway({ ...config, executor: 'graphql-js' }),
  ]);
  return {
    sandbox,
    compiling: compiling.url,
    reference: reference.url,
    close: async () => {
      await Promise.all([compiling.close(), reference.close()]);
      await sandbox.close();
    },
  };
}

async function compare(
  { sandbox, compiling, reference }: Executors,
  caller: Caller,
  operation: ValidOperation,
  fault: FaultRule | undefined,
): Promise<{ use: number | undefined; compiling: Outcome; reference: Outcome }> {
  const expected = await run(sandbox, reference, caller, operation, fault);
  let outcome = expected;
  for (let use = 1; use <= usesOfEach; use++) {
    outcome = await run(sandbox, compiling, caller, operation, fault);
    if (JSON.stringify(outcome) !== JSON.stringify(expected)) return { use, compiling: outcome, reference: expected };
  }
  return { use: undefined, compiling: outcome, reference: expected };
}

/** A launch that neither gateway knows, in a course with the same initial state. */
function enter(sandbox: Sandbox, { as, isLearner = false }: Caller) {
  const course = sandbox.createCourse({ number: 1000, lineItems: 2, learners: 4, pageSize: 2 });
  course.addLineItem({ label: 'Essay', resourceLinkId: course.resourceLinkId, resourceId: 'essay', tag: 'grade' });
  const launch = sandbox.launch({
    course,
    ...(isLearner && { userId: course.learnerIds()[0]! }),
  });
  return { course, authorization: launch.authorization[as] };
}

async function run(
  sandbox: Sandbox,
  url: string,
  caller: Caller,
  operation: ValidOperation,
  fault: FaultRule | undefined,
): Promise<Outcome> {
  const { authorization } = enter(sandbox, caller);
  sandbox.clearRequests();
  sandbox.clearFaults();
  if (fault !== undefined) sandbox.fault({ ...fault, method: 'GET' });
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-encoding': 'identity', authorization },
    body: JSON.stringify(operation),
  });
  const { data, errors = [] } = JSON.parse(sameEachTime(await response.text())) as {
    data?: unknown;
    errors?: { path?: unknown; extensions: { code: string } }[];
  };
  return {
    status: response.status,
    data: JSON.stringify(data) ?? '',
    errors: errors.map(({ path, extensions }) => `${extensions.code} ${JSON.stringify(path)}`).sort(),
    calls: sandbox.requests
      .map(({ method, path, body }) => `${method} ${path} ${sameEachTime(JSON.stringify(body) ?? '')}`)
      .sort(),
  };
}

/** Without values that differ between any two runs: the time, and cursors. */
function sameEachTime(text: string): string {
  return text
    .replace(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, (time) =>
      Math.abs(Date.parse(JSON.parse(time) as string) - Date.now()) < 3_600_000 ? '"now"' : time,
    )
    .replace(/"(\w*cursor)":"[^"]+"/gi, '"$1":"a cursor"');
}

function note(
  report: ExecutorFuzzReport,
  { schema, isCompilable }: ExecutorFuzzOptions,
  { query, operationName }: ValidOperation,
  { status, errors }: Outcome,
): void {
  report.operations += 1;
  for (const [code] of errors.map((error) => error.split(' ', 1))) {
    report.codes[code!] = (report.codes[code!] ?? 0) + 1;
  }
  if (status !== 200) return;
  report.executed += 1;
  const operations = separateOperations(parse(query));
  const alone = operations[operationName ?? Object.keys(operations)[0]!]!;
  const isMutation = alone.definitions.some(
    (one) => 'operation' in one && one.operation === OperationTypeNode.MUTATION,
  );
  if (isMutation) report.mutations += 1;
  if (isCompilable(schema, alone)) report.compiled += 1;
}

/** Removes parts as long as the executors still differ. */
async function shrink(
  schema: GraphQLSchema,
  operation: ValidOperation,
  differs: (smaller: ValidOperation) => Promise<boolean>,
): Promise<ValidOperation> {
  let small = operation;
  for (let isSmaller = true; isSmaller;) {
    isSmaller = false;
    for (let place = 0; ; place++) {
      const next = without(schema, small, place);
      if (next === undefined) break;
      if (next === 'invalid' || !(await differs(next))) continue;
      small = next;
      isSmaller = true;
      place -= 1;
    }
  }
  return small;
}

const removable = new Set<string>([
  Kind.FIELD,
  Kind.INLINE_FRAGMENT,
  Kind.FRAGMENT_SPREAD,
  Kind.DIRECTIVE,
  Kind.ARGUMENT,
  Kind.OBJECT_FIELD,
]);

/** The operation without its nth part, and without fragments and variables that are then unused. */
function without(
  schema: GraphQLSchema,
  operation: ValidOperation,
  place: number,
): ValidOperation | 'invalid' | undefined {
  let count = 0;
  let document = visit(parse(operation.query), {
    enter: (node: ASTNode) => (removable.has(node.kind) && count++ === place ? null : undefined),
  });
  if (count <= place) return undefined;
  for (let before = ''; before !== print(document);) {
    before = print(document);
    const used = new Set<string>();
    visit(document, {
      FragmentSpread: ({ name }) => void used.add(`...${name.value}`),
      Variable: ({ name }) => void used.add(`$${name.value}`),
      VariableDefinition: () => false,
    });
    document = visit(document, {
      FragmentDefinition: ({ name }) => (used.has(`...${name.value}`) ? undefined : null),
      VariableDefinition: ({ variable }) => (used.has(`$${variable.name.value}`) ? undefined : null),
    });
  }
  try {
    if (validate(schema, parse(print(document))).length > 0) return 'invalid';
  } catch {
    return 'invalid';
  }
  const query = print(document);
  const variables = Object.entries(operation.variables).filter(([name]) => query.includes(`$${name}:`));
  return { ...operation, query, variables: Object.fromEntries(variables) };
}
