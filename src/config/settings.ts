import { z } from 'zod';
import { runtimeSettings } from './runtimeSettings';
import {
  isAddressRange,
  isHeaderName,
  isLtiaasUrl,
  isRedisUrl,
  list,
  oneOf,
  optional,
  origins,
  trueOrFalse,
  wholeNumber,
} from './values';

export interface Setting {
  /** The heading in docs/configuration.md. */
  group:
    | 'LTIAAS'
    | 'Server'
    | 'GraphQL'
    | 'Monitoring'
    | 'Variables of Apollo and Hive'
    | 'Variables of Node.js and OpenTelemetry';
  /** Parses the variable. Its description states what is allowed. */
  form: z.ZodType;
  /** The value of an unset variable. If absent, `form` gets undefined. */
  default?: string;
  /** For the documentation, if the default depends on other variables or if there is none. */
  defaultNote?: string;
  /** What the setting does, and when an operator changes it. Markdown. */
  meaning: string;
}

/**
 * Every variable of the environment that the gateway reads. `npm run settings` prints the table into docs/configuration.md. A setting
 * exists because an operator has a reason to change it; other limits are constants.
 */
export const settings = {
  LTIAAS_URL: {
    group: 'LTIAAS',
    form: z
      .string({ error: "is required; set it to your LTIAAS account's address, such as https://example.ltiaas.com" })
      .refine(isLtiaasUrl, 'must be an https:// URL without path, query or user info (http:// only on loopback)')
      .describe('`https://` without a path; `http://` on loopback'),
    defaultNote: 'required',
    meaning: "Your account's address.",
  },
  LTIAAS_API_KEY: {
    group: 'LTIAAS',
    form: z
      .string({ error: 'is required; copy it from the LTIAAS portal' })
      .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces')
      .describe('printable ASCII, no spaces'),
    defaultNote: 'required',
    meaning: "Your account's API key, from the LTIAAS portal.",
  },
  STAFF_ROLES: {
    group: 'LTIAAS',
    form: list((text) => URL.canParse(text), 'must be full role URIs, comma-separated').describe(
      'URIs, comma-separated',
    ),
    default: '',
    meaning: 'Additional role URIs that count as staff, for an LMS with its own roles. Matched exactly.',
  },
  UPSTREAM_TIMEOUT_MS: {
    group: 'LTIAAS',
    form: wholeNumber(1, 600_000),
    default: '10000',
    meaning: 'Time for all LTIAAS calls of one operation; a read may take half of it. Increase it for a slow LMS.',
  },
  MAX_UPSTREAM_CALLS: {
    group: 'LTIAAS',
    form: wholeNumber(1, 10_000),
    default: '250',
    meaning:
      'LTIAAS calls per operation, rows of bulk submissions not included. Lower it to reject expensive operations.',
  },
  MAX_EXPORT_CALLS: {
    group: 'LTIAAS',
    form: wholeNumber(1, 100_000),
    default: '2000',
    meaning: 'LTIAAS calls per [export](gradebook-export.md). Increase it for very large courses.',
  },
  CALLS_PER_LAUNCH: {
    group: 'LTIAAS',
    form: wholeNumber(1, 1000),
    default: '24',
    meaning: 'Concurrent LTIAAS calls per launch. Lower it for a weak LMS, increase it for large courses.',
  },
  CALLS_PER_PLATFORM: {
    group: 'LTIAAS',
    form: wholeNumber(1, 1000),
    default: '10',
    meaning:
      'Concurrent LTIAAS calls per Canvas, which throttles by tool. Lower it if several replicas serve a Canvas.',
  },
  CALLS_PER_PROCESS: {
    group: 'LTIAAS',
    form: wholeNumber(1, 10_000),
    default: '64',
    meaning:
      'Concurrent LTIAAS calls in total. Increase it for a large installation, lower it if LTIAAS responds with 429.',
  },
  PORT: {
    group: 'Server',
    form: wholeNumber(0, 65_535),
    default: '4000',
    meaning: 'The port to listen on. 0 selects any free port.',
  },
  HOST: {
    group: 'Server',
    form: z.string().min(1, 'must not be empty').describe('an address'),
    default: '127.0.0.1',
    meaning: 'The address to listen on. Use `0.0.0.0` in a container.',
  },
  CORS_ORIGINS: {
    group: 'Server',
    form: origins().describe('origins, comma-separated'),
    default: '',
    meaning: 'Origins whose pages can call the gateway. See [CORS origins](#cors-origins).',
  },
  CORS_HEADERS: {
    group: 'Server',
    form: list(isHeaderName, 'must be header names, comma-separated, such as x-tenant, x-session').describe(
      'header names, comma-separated',
    ),
    default: '',
    meaning: 'Additional request headers that pages can send, beside those of common clients and tracing libraries.',
  },
  TRUST_PROXY: {
    group: 'Server',
    form: list(isAddressRange, 'must be addresses or ranges, comma-separated, such as 10.0.0.0/8').describe(
      'addresses or ranges, comma-separated',
    ),
    default: '',
    meaning: 'Your proxies, such as `10.0.0.0/8,192.0.2.7`. Only their `X-Forwarded-For` is trusted.',
  },
  RATE_LIMIT_PER_MINUTE: {
    group: 'Server',
    form: wholeNumber(0, 1_000_000),
    default: '0',
    meaning: 'Requests per credential and minute; 0: no limit. See [Rate limit](#rate-limit).',
  },
  REDIS_URL: {
    group: 'Server',
    form: z
      .string()
      .refine(isRedisUrl, 'must be a redis:// or rediss:// URL, such as redis://redis.example.com:6379')
      .optional()
      .describe('`redis://` or `rediss://`'),
    meaning: 'A Redis that replicas share, with user and password if needed. See [Redis](redis.md).',
  },
  STOP_DELAY_MS: {
    group: 'Server',
    form: wholeNumber(0, 600_000),
    default: '3000',
    meaning:
      'How long the gateway serves after the stop signal, until load balancers notice. See [Stopping](deployment.md#stopping).',
  },
  INTROSPECTION: {
    group: 'GraphQL',
    form: optional(trueOrFalse()),
    defaultNote: '`true`; `false` in production',
    meaning: 'Whether clients can read the schema, as code generators and explorers do.',
  },
  EXPLORER: {
    group: 'GraphQL',
    form: optional(trueOrFalse()),
    defaultNote: 'as `INTROSPECTION`',
    meaning: 'Serves [explorers](clients.md#explorers) and allows Apollo Studio.',
  },
  TRUSTED_DOCUMENTS: {
    group: 'GraphQL',
    form: z.string().optional().describe('a path'),
    meaning: 'A file of operations that clients can send by id. See [Persisted operations](persisted-operations.md).',
  },
  TRUSTED_DOCUMENTS_ONLY: {
    group: 'GraphQL',
    form: trueOrFalse(),
    default: 'false',
    meaning: 'Rejects all other operations. Set it if only your own clients may use the gateway.',
  },
  FEDERATION: {
    group: 'GraphQL',
    form: trueOrFalse(),
    default: 'false',
    meaning: 'Serves an Apollo Federation 2 subgraph. See [Federation](federation.md).',
  },
  EXECUTOR: {
    group: 'GraphQL',
    form: oneOf(['graphql-jit', 'graphql-js']),
    default: 'graphql-jit',
    meaning: '`graphql-jit` compiles plain queries that are sent again. Set `graphql-js` if you suspect the compiler.',
  },
  LOG_LEVEL: {
    group: 'Monitoring',
    form: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    default: 'info',
    meaning: '`info` writes one JSON line per operation. Set `warn` if that is too much.',
  },
  METRICS_PORT: {
    group: 'Monitoring',
    form: wholeNumber(0, 65_535).optional().describe('0 to 65535, not `PORT`'),
    meaning: 'Serves `/metrics` for Prometheus. See [Monitoring](monitoring.md#metrics).',
  },
  USAGE_REPORTING: {
    group: 'Monitoring',
    form: optional(oneOf(['apollo', 'hive'])),
    meaning: 'Reports which operations clients run. See [Usage reporting](monitoring.md#usage-reporting).',
  },
  APOLLO_KEY: {
    group: 'Variables of Apollo and Hive',
    form: z.string().optional().describe('a key'),
    meaning: 'The key of your graph in Apollo GraphOS. Used only with `USAGE_REPORTING=apollo`.',
  },
  APOLLO_GRAPH_REF: {
    group: 'Variables of Apollo and Hive',
    form: z.string().optional().describe('`graph@variant`'),
    meaning: 'Your graph and its variant in Apollo GraphOS, such as `grades@production`.',
  },
  HIVE_TOKEN: {
    group: 'Variables of Apollo and Hive',
    form: z.string().optional().describe('a token'),
    meaning: 'An access token of Hive that may report usage. Used only with `USAGE_REPORTING=hive`.',
  },
  HIVE_TARGET: {
    group: 'Variables of Apollo and Hive',
    form: z.string().optional().describe('`organization/project/target` or an id'),
    meaning:
      'Your target in Hive. Tokens that start with `hvo1/`, `hvp1/` or `hvu1/` need it; do not set it with others.',
  },
  ...runtimeSettings,
} satisfies Record<string, Setting>;

type Settings = typeof settings;

/** Parses all settings together. */
export const variables = z.object(
  Object.fromEntries(Object.entries(settings).map(([name, { form }]) => [name, form])) as {
    [Name in keyof Settings]: Settings[Name]['form'];
  },
);

/** The settings in `env`. An unset variable gets its default, and so does an empty one: shells and compose files set those. */
export function withDefaults(env: NodeJS.ProcessEnv): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries<Setting>(settings).map(([name, setting]) => [name, env[name] || setting.default]),
  );
}
