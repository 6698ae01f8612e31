import type { z } from 'zod';
import { type GatewayConfig, textsOf, withMemberNames } from './members';
import { variables, withDefaults } from './settings';
import { warnOfUnknownNames } from './unknownNames';

export type UsageReporting =
  { to: 'apollo'; key: string; graphRef: string } | { to: 'hive'; token: string; target: string | undefined };

/** Limits that operators have no reason to change. Tests override them in their `Config`. */
export const fixedLimits = {
  /** Limits of one request; the gateway rejects larger ones before it executes anything. */
  limits: {
    bodyBytes: 1024 * 1024,
    tokens: 2000,
    /** Nested fields, including those of fragments. */
    depth: 12,
    aliasesOfOneField: 50,
    aliases: 100,
    rootFields: 50,
    directives: 100,
    /** Nested objects and lists; the object that contains the variables is the first. */
    variablesDepth: 8,
    /** Members of objects plus elements of lists. */
    variableValues: 10_000,
    /** Rows of one bulk submission. */
    bulkRows: 250,
  },
  /** Consecutive failures that open the circuit breaker of an LMS, or of LTIAAS. */
  breakerFailures: 10,
  /** How long a request may take to arrive, in ms. */
  requestTimeoutMs: 10_000,
  /** The maximum number of open connections. */
  maxConnections: 5000,
  /** The event loop delay above which the gateway rejects requests, in ms; 0: no limit. */
  maxEventLoopLagMs: 500,
};

export type Limits = (typeof fixedLimits)['limits'];

const environment = variables
  .refine(
    ({ TRUSTED_DOCUMENTS, TRUSTED_DOCUMENTS_ONLY }) =>
      TRUSTED_DOCUMENTS_ONLY !== true || TRUSTED_DOCUMENTS !== undefined,
    // Even if another variable is invalid: one start reports all problems.
    { path: ['TRUSTED_DOCUMENTS_ONLY'], error: 'requires TRUSTED_DOCUMENTS', when: () => true },
  )
  .refine(({ PORT, METRICS_PORT }) => !METRICS_PORT || METRICS_PORT !== PORT, {
    path: ['METRICS_PORT'],
    error: 'must differ from PORT',
    when: () => true,
  })
  // Checked only if they are used: other programs read variables of the same names.
  .refine((data) => data.USAGE_REPORTING !== 'apollo' || isToken(data.APOLLO_KEY), {
    path: ['APOLLO_KEY'],
    error: "is required with USAGE_REPORTING=apollo; copy it from the graph's settings",
    when: () => true,
  })
  .refine((data) => data.USAGE_REPORTING !== 'apollo' || isToken(data.APOLLO_GRAPH_REF), {
    path: ['APOLLO_GRAPH_REF'],
    error: 'is required with USAGE_REPORTING=apollo, such as grades@production',
    when: () => true,
  })
  .refine((data) => data.USAGE_REPORTING !== 'hive' || isToken(data.HIVE_TOKEN), {
    path: ['HIVE_TOKEN'],
    error: 'is required with USAGE_REPORTING=hive; create one that may report usage',
    when: () => true,
  })
  .refine((data) => data.USAGE_REPORTING !== 'hive' || isHiveTarget(data.HIVE_TARGET, data.HIVE_TOKEN), {
    path: ['HIVE_TARGET'],
    error:
      'must be organization/project/target or an id with a HIVE_TOKEN that starts with hvo1/, hvp1/ or hvu1/, and absent with others',
    when: () => true,
  });

/** Whether it can be sent in a header. */
function isToken(text: string | undefined): text is string {
  return text !== undefined && /^[\x21-\x7e]+$/.test(text);
}

/** Hive ignores all usage if one is given without the other. Tokens of the older kind belong to a target themselves. */
function isHiveTarget(target: string | undefined, hiveToken: string | undefined): boolean {
  if (!/^hv[opu]1\//.test(hiveToken ?? '')) return target === undefined;
  return /^[\w-]+(\/[\w-]+\/[\w-]+)?$/.test(target ?? '');
}

/**
 * Reads the configuration from the environment; nothing else does. Throws one `Error` with every missing or invalid variable and what
 * is allowed. It contains no values.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const read = environment.safeParse(withDefaults(env));
  if (read.success) return configOf(read.data);
  const problems = read.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
  // A variable may be missing because its name is misspelled.
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

/** `settings.ts` describes the settings. Undefined: not set. */
export type Config = ReturnType<typeof configOf>;

function configOf(data: z.infer<typeof variables>) {
  const introspection = data.INTROSPECTION ?? data.NODE_ENV !== 'production';
  const trustedDocumentsOnly = data.TRUSTED_DOCUMENTS_ONLY;
  return {
    ltiaasUrl: new URL(data.LTIAAS_URL).origin,
    apiKey: data.LTIAAS_API_KEY,
    /** May contain a password. */
    redisUrl: data.REDIS_URL,
    port: data.PORT,
    host: data.HOST,
    metricsPort: data.METRICS_PORT,
    traces: wantsTraces(data),
    usageReporting: usageReportingOf(data),
    corsOrigins: data.CORS_ORIGINS,
    corsHeaders: data.CORS_HEADERS,
    staffRoles: data.STAFF_ROLES,
    introspection,
    // An explorer is of little use if it cannot read the schema.
    explorer: data.EXPLORER ?? (introspection && !trustedDocumentsOnly),
    /** The `Authorization` header that the explorers start with: only the demo has one. */
    explorerAuthorization: undefined as string | undefined,
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
      waitingPerLaunch: 500,
    },
    /** Whether every response has its cost in `extensions.upstream`; otherwise only if the request has `x-gateway-explain: 1`. */
    explain: false as boolean,
    maxUpstreamCalls: data.MAX_UPSTREAM_CALLS,
    maxExportCalls: data.MAX_EXPORT_CALLS,
    upstreamTimeoutMs: data.UPSTREAM_TIMEOUT_MS,
    trustProxy: data.TRUST_PROXY,
    rateLimitPerMinute: data.RATE_LIMIT_PER_MINUTE,
    stopDelayMs: data.STOP_DELAY_MS,
  };
}

function wantsTraces(data: z.infer<typeof variables>): boolean {
  if (data.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return false;
  const endpoint = data.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? data.OTEL_EXPORTER_OTLP_ENDPOINT;
  return (data.OTEL_TRACES_EXPORTER ?? (endpoint === undefined ? 'none' : 'otlp')) === 'otlp';
}

function usageReportingOf(data: z.infer<typeof variables>): UsageReporting | undefined {
  const { USAGE_REPORTING: to, APOLLO_KEY: key, APOLLO_GRAPH_REF: graphRef, HIVE_TOKEN: hiveToken } = data;
  if (to === 'apollo') return { to, key: key!, graphRef: graphRef! };
  return to && { to, token: hiveToken!, target: data.HIVE_TARGET };
}
