import type { z } from 'zod';
import type { ScheduleLimits } from '../ltiaas/schedule';
import { type GatewayConfig, textsOf, withMemberNames } from './members';
import { variables, withDefaults } from './settings';
import { warnOfUnknownNames } from './unknownNames';

/** What one request may be; larger ones are refused before anything runs. */
export interface Limits {
  bodyBytes: number;
  tokens: number;
  /** Fields within fields, fragments followed. */
  depth: number;
  aliasesOfOneField: number;
  aliases: number;
  rootFields: number;
  directives: number;
  /** Objects and lists within each other, the object that holds the variables being the first. */
  variablesDepth: number;
  /** Members of objects and elements of lists, all together. */
  variableValues: number;
  /** Rows of one bulk submission. */
  bulkRows: number;
}

/** What the gateway needs to know: read from the environment by {@link readConfig}, or from an object by {@link readMembers}. */
export interface Config {
  /** LTIAAS's origin. */
  ltiaasUrl: string;
  apiKey: string;
  /** Where replicas share what outlives a request; undefined: nowhere. It may hold a password. */
  redisUrl: string | undefined;
  port: number;
  host: string;
  /** Where `/metrics` is; undefined: nowhere. */
  metricsPort: number | undefined;
  /** Whether operations are traced. How, OpenTelemetry's SDK reads from variables of its own. */
  traces: boolean;
  /** Origins whose pages may call the gateway. */
  corsOrigins: (string | RegExp)[];
  /** Request headers that these pages may send, in addition to the usual ones. */
  corsHeaders: string[];
  introspection: boolean;
  /** Whether the schema is served as an Apollo Federation 2 subgraph. */
  federation: boolean;
  /** Whether browsers get an explorer, from `/graphql` and `/explorer`, and Apollo's hosted one may call. */
  explorer: boolean;
  /** The `Authorization` header that the explorers start with: the demo's. No other gateway has one to show. */
  explorerAuthorization: string | undefined;
  /** The file with the operations that are taken by their ids. */
  trustedDocuments: string | undefined;
  /** Whether any other operation is refused. */
  trustedDocumentsOnly: boolean;
  /** Role URIs that make staff of a person, beside Instructor with its sub-roles and Administrator. */
  staffRoles: string[];
  logLevel: string;
  /** `graphql-jit` compiles operations that come back; `graphql-js` interprets each. */
  executor: 'graphql-jit' | 'graphql-js';
  /** One operation's deadline upstream, in ms. */
  upstreamTimeoutMs: number;
  /** Failures in a row after which an LMS, or LTIAAS, counts as down. */
  breakerFailures: number;
  /** How many calls to LTIAAS are in flight, and wait, at once. */
  schedule: ScheduleLimits;
  /** Whether every answer tells in `extensions.upstream` what it cost; else only those to `x-gateway-explain: 1` do. */
  explain: boolean;
  /** Calls to LTIAAS that one operation may make, the rows of a bulk submission not counted. */
  maxUpstreamCalls: number;
  limits: Limits;
  /** How long a request may take to arrive, in ms. */
  requestTimeoutMs: number;
  /** Connections that are open at once. */
  maxConnections: number;
  /** Proxies whose word on who is calling is believed: addresses, or ranges such as `10.0.0.0/8`. */
  trustProxy: string[];
  /** Requests that one credential may send in a minute; 0: any number. */
  rateLimitPerMinute: number;
  /** How far the event loop may be behind before requests are refused, in ms; 0: any time. */
  maxEventLoopLagMs: number;
  /** How long requests are still served after the signal to stop, in ms. */
  stopDelayMs: number;
}

/** Limits that operators have no reason to change. Tests set others in their `Config`. */
export const fixedLimits: Pick<
  Config,
  'limits' | 'breakerFailures' | 'requestTimeoutMs' | 'maxConnections' | 'maxEventLoopLagMs'
> = {
  limits: {
    bodyBytes: 1024 * 1024,
    tokens: 2000,
    depth: 12,
    aliasesOfOneField: 50,
    aliases: 100,
    rootFields: 50,
    directives: 100,
    variablesDepth: 8,
    variableValues: 10_000,
    bulkRows: 250,
  },
  breakerFailures: 10,
  requestTimeoutMs: 10_000,
  maxConnections: 5000,
  maxEventLoopLagMs: 500,
};

/** Calls of one launch that wait for their turn. */
const waitingPerLaunch = 500;

const environment = variables
  .refine(
    ({ TRUSTED_DOCUMENTS, TRUSTED_DOCUMENTS_ONLY }) =>
      TRUSTED_DOCUMENTS_ONLY !== true || TRUSTED_DOCUMENTS !== undefined,
    // Also where another variable is wrong: all is told at once.
    { path: ['TRUSTED_DOCUMENTS_ONLY'], error: 'needs TRUSTED_DOCUMENTS', when: () => true },
  )
  .refine(({ PORT, METRICS_PORT }) => !METRICS_PORT || METRICS_PORT !== PORT, {
    path: ['METRICS_PORT'],
    error: 'must be another than PORT',
    when: () => true,
  });

/** Reads the configuration. Throws one `Error` that names every missing or wrong variable and what is allowed, no values. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const read = environment.safeParse(withDefaults(env));
  if (read.success) return configOf(read.data);
  const problems = read.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
  // A missing variable may be there with a misspelt name.
  throw invalid([...problems, ...warnOfUnknownNames(env)]);
}

/** The same from the members of an object, without the environment. The error names members. */
export function readMembers(members: GatewayConfig): Config {
  const { texts, problems } = textsOf(members ?? {});
  const read = environment.safeParse(withDefaults(texts));
  for (const { path, message } of read.success ? [] : read.error.issues) {
    const member = withMemberNames(path.join('.'));
    // A member of the wrong type has no text, which is already reported.
    if (!problems.has(member)) problems.set(member, withMemberNames(message));
  }
  if (read.success && problems.size === 0) return configOf(read.data);
  throw invalid([...problems].map((problem) => problem.join(' ')));
}

function invalid(problems: string[]): Error {
  return new Error(['Invalid configuration:', ...problems].join('\n  '));
}

function configOf(data: z.infer<typeof variables>): Config {
  const introspection = data.INTROSPECTION ?? data.NODE_ENV !== 'production';
  const trustedDocumentsOnly = data.TRUSTED_DOCUMENTS_ONLY;
  return {
    ltiaasUrl: new URL(data.LTIAAS_URL).origin,
    apiKey: data.LTIAAS_API_KEY,
    redisUrl: data.REDIS_URL,
    port: data.PORT,
    host: data.HOST,
    metricsPort: data.METRICS_PORT,
    traces: asksForTraces(data),
    corsOrigins: data.CORS_ORIGINS,
    corsHeaders: data.CORS_HEADERS,
    staffRoles: data.STAFF_ROLES,
    introspection,
    // Without the schema an explorer is of little use: it comes by itself only where it may read that.
    explorer: data.EXPLORER ?? (introspection && !trustedDocumentsOnly),
    explorerAuthorization: undefined,
    trustedDocuments: data.TRUSTED_DOCUMENTS,
    trustedDocumentsOnly,
    federation: data.FEDERATION,
    executor: data.EXECUTOR,
    logLevel: data.LOG_LEVEL,
    ...structuredClone(fixedLimits),
    schedule: {
      perLaunch: data.CALLS_PER_LAUNCH,
      perPlatform: data.CALLS_PER_PLATFORM,
      perProcess: data.CALLS_PER_PROCESS,
      waitingPerLaunch,
    },
    explain: false,
    maxUpstreamCalls: data.MAX_UPSTREAM_CALLS,
    upstreamTimeoutMs: data.UPSTREAM_TIMEOUT_MS,
    trustProxy: data.TRUST_PROXY,
    rateLimitPerMinute: data.RATE_LIMIT_PER_MINUTE,
    stopDelayMs: data.STOP_DELAY_MS,
  };
}

function asksForTraces(data: z.infer<typeof variables>): boolean {
  if (data.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return false;
  const endpoint = data.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? data.OTEL_EXPORTER_OTLP_ENDPOINT;
  return (data.OTEL_TRACES_EXPORTER ?? (endpoint === undefined ? 'none' : 'otlp')) === 'otlp';
}
