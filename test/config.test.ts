import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../src/config/config';
import { type Setting, settings } from '../src/config/settings';
import { warnOfUnknownNames } from '../src/config/unknownNames';

const required = { LTIAAS_URL: 'https://example.ltiaas.com', LTIAAS_API_KEY: 'secret-api-key' };

/** The error message for this environment. */
function complaint(env: NodeJS.ProcessEnv): string {
  try {
    readConfig(env);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('Nothing was wrong with it');
}

describe('the configuration', () => {
  test('requires only an address and an API key', () => {
    expect(readConfig(required)).toMatchObject({
      ltiaasUrl: 'https://example.ltiaas.com',
      apiKey: 'secret-api-key',
      redisUrl: undefined,
      port: 4000,
      metricsPort: undefined,
      host: '127.0.0.1',
      corsOrigins: [],
      corsHeaders: [],
      staffRoles: [],
      maxUpstreamCalls: 250,
      maxExportCalls: 2000,
      breakerFailures: 10,
      schedule: { perLaunch: 24, perPlatform: 10, perProcess: 64, waitingPerLaunch: 500 },
      introspection: true,
      federation: false,
      logLevel: 'info',
      upstreamTimeoutMs: 10_000,
      limits: {
        bodyBytes: 1_048_576,
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
      requestTimeoutMs: 10_000,
      maxConnections: 5000,
      trustProxy: [],
      rateLimitPerMinute: 0,
      maxEventLoopLagMs: 500,
      stopDelayMs: 3000,
    });
  });

  test('reads every setting from the environment', () => {
    const env = {
      ...required,
      LTIAAS_URL: 'https://grades.school.example:8443/',
      REDIS_URL: 'rediss://gateway:p%40ss@redis.example.com:6380/2',
      PORT: '0',
      HOST: '0.0.0.0',
      METRICS_PORT: '9464',
      CORS_ORIGINS: ' https://a.example.com, http://localhost:3000 ,',
      CORS_HEADERS: 'X-Tenant, x-session,',
      STAFF_ROLES: 'http://a.example/roles#Support, urn:b',
      MAX_UPSTREAM_CALLS: '41',
      CALLS_PER_LAUNCH: '5',
      CALLS_PER_PLATFORM: '6',
      CALLS_PER_PROCESS: '7',
      INTROSPECTION: 'false',
      FEDERATION: 'true',
      LOG_LEVEL: 'silent',
      UPSTREAM_TIMEOUT_MS: '2500',
      TRUST_PROXY: '10.0.0.0/8, 192.0.2.7, ::1, 2001:db8::/32',
      RATE_LIMIT_PER_MINUTE: '12',
      STOP_DELAY_MS: '14',
    };
    expect(readConfig(env)).toMatchObject({
      ltiaasUrl: 'https://grades.school.example:8443',
      apiKey: 'secret-api-key',
      redisUrl: 'rediss://gateway:p%40ss@redis.example.com:6380/2',
      port: 0,
      host: '0.0.0.0',
      metricsPort: 9464,
      corsOrigins: ['https://a.example.com', 'http://localhost:3000'],
      corsHeaders: ['X-Tenant', 'x-session'],
      staffRoles: ['http://a.example/roles#Support', 'urn:b'],
      maxUpstreamCalls: 41,
      schedule: { perLaunch: 5, perPlatform: 6, perProcess: 7, waitingPerLaunch: 500 },
      introspection: false,
      federation: true,
      logLevel: 'silent',
      upstreamTimeoutMs: 2500,
      trustProxy: ['10.0.0.0/8', '192.0.2.7', '::1', '2001:db8::/32'],
      rateLimitPerMinute: 12,
      stopDelayMs: 14,
    });
  });

  test('treats an empty variable as unset', () => {
    const names = ['REDIS_URL', 'PORT', 'HOST', 'CORS_ORIGINS', 'STAFF_ROLES', 'INTROSPECTION', 'LOG_LEVEL'];
    const limits = ['UPSTREAM_TIMEOUT_MS', 'MAX_UPSTREAM_CALLS'];
    const empty = Object.fromEntries([...names, ...limits].map((name) => [name, '']));
    expect(readConfig({ ...required, ...empty })).toEqual(readConfig(required));
    expect(complaint({ LTIAAS_URL: '', LTIAAS_API_KEY: '' })).toBe(complaint({}));
  });

  test.each([
    [undefined, undefined, true],
    ['development', undefined, true],
    ['production', undefined, false],
    ['production', 'true', true],
    ['development', 'false', false],
  ])('with NODE_ENV %p and INTROSPECTION %p allows introspection: %p', (nodeEnv, introspection, shown) => {
    const env = { ...required, NODE_ENV: nodeEnv, INTROSPECTION: introspection };
    expect(readConfig(env).introspection).toBe(shown);
  });

  test.each([
    [{}, true],
    [{ NODE_ENV: 'production' }, false],
    [{ NODE_ENV: 'production', INTROSPECTION: 'true' }, true],
    [{ NODE_ENV: 'production', EXPLORER: 'true' }, true],
    [{ INTROSPECTION: 'false' }, false],
    [{ INTROSPECTION: 'false', EXPLORER: 'true' }, true],
    [{ TRUSTED_DOCUMENTS: 'file.json' }, true],
    [{ TRUSTED_DOCUMENTS: 'file.json', TRUSTED_DOCUMENTS_ONLY: 'true' }, false],
    [{ EXPLORER: 'false' }, false],
  ])('with %j serves the explorer: %p, and never with a credential', (env, served) => {
    expect(readConfig({ ...required, ...env })).toMatchObject({ explorer: served, explorerAuthorization: undefined });
  });

  test('accepts port 0 for both ports', () => {
    expect(readConfig({ ...required, PORT: '0', METRICS_PORT: '0' })).toMatchObject({ port: 0, metricsPort: 0 });
    expect(complaint({ ...required, PORT: 'none' })).not.toContain('METRICS_PORT');
  });

  test.each([
    [{}, false],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, true],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://collector/v1/traces' }, true],
    [{ OTEL_TRACES_EXPORTER: 'otlp' }, true],
    [{ OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, false],
    [{ OTEL_SDK_DISABLED: 'TRUE', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, false],
    [{ OTEL_SDK_DISABLED: 'false', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, true],
    [{ OTEL_SERVICE_NAME: 'grades' }, false],
  ])('with %j exports traces: %p', (env, traces) => {
    expect(readConfig({ ...required, ...env }).traces).toBe(traces);
  });

  test.each([
    [{}, undefined],
    [{ APOLLO_KEY: 'key', APOLLO_GRAPH_REF: 'a b', HIVE_TOKEN: '\n', HIVE_TARGET: '?' }, undefined],
    [
      { USAGE_REPORTING: 'apollo', APOLLO_KEY: 'key', APOLLO_GRAPH_REF: 'graph@main' },
      { to: 'apollo', key: 'key', graphRef: 'graph@main' },
    ],
    [
      { USAGE_REPORTING: 'hive', HIVE_TOKEN: 'old' },
      { to: 'hive', token: 'old', target: undefined },
    ],
    [
      { USAGE_REPORTING: 'hive', HIVE_TOKEN: 'hvo1/new', HIVE_TARGET: 'a/b-c/d_e' },
      { to: 'hive', token: 'hvo1/new', target: 'a/b-c/d_e' },
    ],
  ])('with %j reports usage as %j', (env, usageReporting) => {
    expect(readConfig({ ...required, ...env }).usageReporting).toEqual(usageReporting);
  });

  test.each([
    [{ USAGE_REPORTING: 'apollo' }, ['APOLLO_KEY', 'APOLLO_GRAPH_REF']],
    [{ USAGE_REPORTING: 'apollo', APOLLO_KEY: 'sesame\n', APOLLO_GRAPH_REF: 'sesame' }, ['APOLLO_KEY']],
    [{ USAGE_REPORTING: 'apollo', HIVE_TOKEN: 'sesame', PORT: 'none' }, ['PORT', 'APOLLO_KEY', 'APOLLO_GRAPH_REF']],
    [{ USAGE_REPORTING: 'hive', APOLLO_KEY: 'sesame' }, ['HIVE_TOKEN']],
    [{ USAGE_REPORTING: 'hive', HIVE_TOKEN: 'hvo1/sesame' }, ['HIVE_TARGET']],
    [{ USAGE_REPORTING: 'hive', HIVE_TOKEN: 'hvp1/sesame', HIVE_TARGET: '../sesame' }, ['HIVE_TARGET']],
    [{ USAGE_REPORTING: 'hive', HIVE_TOKEN: 'sesame', HIVE_TARGET: 'a/b/c' }, ['HIVE_TARGET']],
  ])('with %j names what usage reporting lacks: %j', (env, names) => {
    const lines = complaint({ ...required, ...env })
      .split('\n')
      .slice(1);
    expect(lines.map((line) => line.trim().split(' ')[0])).toEqual(names);
    expect(lines.join()).not.toContain('sesame');
  });

  test('requires TRUSTED_DOCUMENTS for TRUSTED_DOCUMENTS_ONLY', () => {
    const none = { trustedDocuments: undefined, trustedDocumentsOnly: false };
    expect(readConfig(required)).toMatchObject(none);
    expect(readConfig({ ...required, TRUSTED_DOCUMENTS: '', TRUSTED_DOCUMENTS_ONLY: 'false' })).toMatchObject(none);
    const only = { TRUSTED_DOCUMENTS: 'sesame.json', TRUSTED_DOCUMENTS_ONLY: 'true' };
    expect(readConfig({ ...required, ...only })).toMatchObject({
      trustedDocuments: 'sesame.json',
      trustedDocumentsOnly: true,
    });
    expect(complaint({ TRUSTED_DOCUMENTS_ONLY: 'true', PORT: 'none' })).toMatch(
      /LTIAAS_URL .*\n.*LTIAAS_API_KEY .*\n.*PORT .*\n {2}TRUSTED_DOCUMENTS_ONLY .*TRUSTED_DOCUMENTS$/,
    );
  });

  test.each([
    ['USAGE_REPORTING', 'true', /apollo.*hive/],
    ['LTIAAS_URL', undefined, /https:\/\//],
    ['LTIAAS_URL', 'example.ltiaas.com', /https:\/\//],
    ['LTIAAS_URL', 'ftp://example.ltiaas.com', /https:\/\//],
    ['LTIAAS_URL', 'http://example.ltiaas.com', /loopback/],
    ['LTIAAS_URL', 'http://10.0.0.1:5000', /loopback/],
    ['LTIAAS_URL', 'http://127.0.0.1.example.com', /loopback/],
    ['LTIAAS_URL', 'http://localhost.example.com', /loopback/],
    ['LTIAAS_URL', 'https://example.ltiaas.com/api', /path/],
    ['LTIAAS_URL', 'https://example.ltiaas.com?key=sesame', /query/],
    ['LTIAAS_URL', 'https://ann:sesame@example.ltiaas.com', /user info/],
    ['LTIAAS_API_KEY', undefined, /portal/],
    ['LTIAAS_API_KEY', 'sesame and more', /without spaces/],
    ['LTIAAS_API_KEY', 'sésame', /ASCII/],
    ['LTIAAS_API_KEY', 'sesame\r\nx-header: 1', /ASCII/],
    ['REDIS_URL', 'sesame:6379', /redis:\/\/ or rediss:\/\//],
    ['REDIS_URL', 'http://:sesame@redis.example.com', /redis:\/\/ or rediss:\/\//],
    ['REDIS_URL', 'redis://', /redis:\/\/ or rediss:\/\//],
    ['REDIS_URL', 'redis://redis.example.com/sesame', /redis:\/\/ or rediss:\/\//],
    ['REDIS_URL', 'redis://redis.example.com?password=sesame', /redis:\/\/ or rediss:\/\//],
    ['PORT', 'sesame', /\b0\b.*\b65535\b/],
    ['PORT', '65536', /\b0\b.*\b65535\b/],
    ['PORT', '-1', /\b0\b.*\b65535\b/],
    ['PORT', '80.5', /\b0\b.*\b65535\b/],
    ['PORT', '0x50', /\b0\b.*\b65535\b/],
    ['METRICS_PORT', '65536', /\b0\b.*\b65535\b/],
    ['METRICS_PORT', '4000', /\bPORT$/],
    ['OTEL_TRACES_EXPORTER', 'console', /otlp or none/],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc', /http\/protobuf/],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'sesame:4318', /http:\/\/collector:4318/],
    ['CORS_ORIGINS', '*', /origins, comma-separated/],
    ['CORS_ORIGINS', 'https://a.example.com/', /origins, comma-separated/],
    ['CORS_ORIGINS', 'https://a.example.com https://b.example.com', /origins, comma-separated/],
    ['CORS_ORIGINS', 'https://a.example.com,sesame.example.com', /origins, comma-separated/],
    ['CORS_ORIGINS', 'null', /origins, comma-separated/],
    ...[
      'https://*',
      'https://*.edu',
      'https://*.sesame.edu/',
      'https://*.*.sesame.edu',
      'https://www.*.sesame.edu',
      'https://w*.sesame.edu',
      'https://sesame.*',
      'https://*sesame.edu',
      'https://*.1.2.3.4',
      'https://sesame.edu:*',
      'https://*.sesame.edu:443',
      'https://sesame.edu:443',
      'http://sesame.edu:80',
      'https://Sesame.edu',
      'HTTPS://sesame.edu',
      'https://SÉSAME.edu',
      'https://sesame.edu/app',
      'https://sesame.edu?x',
      'https://sesame.edu#x',
      'https://ann@sesame.edu',
      'https://sesame .edu',
      '//sesame.edu',
      'capacitor://localhost/',
      'capacitor://localhost/sesame',
      'capacitor://',
      'capacitor:sesame',
      'moz-extension://*',
      'file:///',
      'file:///sesame',
      'wss://sesame.edu',
      'data://sesame',
      'about:blank',
      'https://',
    ].map((origin): [string, string, RegExp] => ['CORS_ORIGINS', origin, /https:\/\/\*\.example\.com/]),
    ['CORS_HEADERS', 'x-sesame: 1', /header names, comma-separated/],
    ['CORS_HEADERS', 'x-sesame x-tenant', /header names, comma-separated/],
    ['CORS_HEADERS', 'x-sésame', /header names, comma-separated/],
    ['STAFF_ROLES', 'Instructor', /role URIs/],
    ['STAFF_ROLES', 'urn:b,sesame', /role URIs/],
    ['MAX_UPSTREAM_CALLS', '0', /\b1\b.*\b10000\b/],
    ['MAX_UPSTREAM_CALLS', 'sesame', /\b1\b.*\b10000\b/],
    ['INTROSPECTION', 'yes', /true or false/],
    ['INTROSPECTION', 'TRUE', /true or false/],
    ['FEDERATION', '1', /true or false/],
    ['EXPLORER', 'sesame', /true or false/],
    ['TRUSTED_DOCUMENTS_ONLY', 'sesame', /true or false/],
    ['TRUSTED_DOCUMENTS_ONLY', 'true', /TRUSTED_DOCUMENTS$/],
    ['LOG_LEVEL', 'sesame', /fatal, error, warn, info, debug, trace, silent/],
    ['UPSTREAM_TIMEOUT_MS', '0', /\b1\b.*\b600000\b/],
    ['UPSTREAM_TIMEOUT_MS', '10s', /\b1\b.*\b600000\b/],
    ['UPSTREAM_TIMEOUT_MS', '600001', /\b1\b.*\b600000\b/],
    ['CALLS_PER_LAUNCH', '0', /\b1\b.*\b1000\b/],
    ['CALLS_PER_PLATFORM', '1001', /\b1\b.*\b1000\b/],
    ['CALLS_PER_PROCESS', '0', /\b1\b.*\b10000\b/],
    ['STOP_DELAY_MS', '1s', /\b0\b/],
    ['TRUST_PROXY', 'sesame', /addresses or ranges/],
    ['TRUST_PROXY', 'true', /addresses or ranges/],
    ['TRUST_PROXY', '10.0.0.0/33', /addresses or ranges/],
    ['TRUST_PROXY', '::1/129', /addresses or ranges/],
    ['TRUST_PROXY', '10.0.0.1/', /addresses or ranges/],
    ['TRUST_PROXY', '10.0.0.1:80', /addresses or ranges/],
  ])('rejects %s %p with what is allowed, without its value', (name, value, allowed) => {
    const message = complaint({ ...required, [name]: value });
    const [, line = '', ...others] = message.split('\n');
    expect(line.trim().split(' ')[0]).toBe(name);
    expect(line).toMatch(allowed);
    expect(others).toEqual([]);
    expect(message).not.toMatch(/sesame|secret-api-key/);
  });

  test('reports all invalid settings at once', () => {
    const message = complaint({
      LTIAAS_API_KEY: 'sesame and more',
      PORT: 'http',
      CORS_ORIGINS: '*',
      STAFF_ROLES: 'Instructor',
      MAX_UPSTREAM_CALLS: 'none',
      INTROSPECTION: 'maybe',
      LOG_LEVEL: 'loud',
      UPSTREAM_TIMEOUT_MS: 'never',
    });
    const names = message
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(' ')[0]);
    expect(names.sort()).toEqual([
      'CORS_ORIGINS',
      'INTROSPECTION',
      'LOG_LEVEL',
      'LTIAAS_API_KEY',
      'LTIAAS_URL',
      'MAX_UPSTREAM_CALLS',
      'PORT',
      'STAFF_ROLES',
      'UPSTREAM_TIMEOUT_MS',
    ]);
    expect(message).not.toContain('sesame');
  });

  test.each(['http://localhost:5000', 'http://127.0.0.1:5000', 'http://127.8.0.1', 'http://[::1]:5000'])(
    'accepts %s, which is a loopback address',
    (url) => {
      expect(readConfig({ ...required, LTIAAS_URL: url }).ltiaasUrl).toBe(url);
    },
  );
});

/** Settings of version 0.1.0. */
const removed = [
  ...['BREAKER_FAILURES', 'CALLS_WAITING_PER_LAUNCH', 'MAX_ALIASES', 'MAX_ALIASES_OF_ONE_FIELD', 'MAX_BODY_BYTES'],
  ...['MAX_BULK_ROWS', 'MAX_CONNECTIONS', 'MAX_DEPTH', 'MAX_DIRECTIVES', 'MAX_EVENT_LOOP_LAG_MS', 'MAX_ROOT_FIELDS'],
  ...['MAX_TOKENS', 'MAX_VARIABLES_DEPTH', 'MAX_VARIABLE_VALUES', 'REQUEST_TIMEOUT_MS'],
];

describe('a variable that is not a setting', () => {
  test.each([
    ['CALLS_PER_LAUCH', 'CALLS_PER_LAUNCH'],
    ['CALL_PER_PROCES', 'CALLS_PER_PROCESS'],
    ['CORS_ORIGIN', 'CORS_ORIGINS'],
    ['LTIAAS_APIKEY', 'LTIAAS_API_KEY'],
    ['REDSI_URL', 'REDIS_URL'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['log_level', 'LOG_LEVEL'],
    ['EXPLORERS', 'EXPLORER'],
    ['METRIC_PORT', 'METRICS_PORT'],
    ['TRUSTED_DOCUMENT_ONLY', 'TRUSTED_DOCUMENTS_ONLY'],
  ])('%s: suggests %s, without its value', (name, meant) => {
    const warnings = warnOfUnknownNames({ ...required, [name]: 'sesame' });
    expect(warnings).toEqual([expect.stringMatching(new RegExp(`\\b${name}\\b.*\\b${meant}\\b`))]);
    expect(warnings[0]).not.toMatch(/sesame|secret-api-key/);
  });

  test('is reported together with missing settings', () => {
    expect(complaint({ ...required, LTIAAS_API_KEY: undefined, LTIAAS_API_KY: 'sesame' })).toMatch(
      /\n {2}LTIAAS_API_KEY .*\n {2}LTIAAS_API_KY .*\bLTIAAS_API_KEY\b(?!.*sesame)/,
    );
  });

  test.each(removed)('%s is reported as removed', (name) => {
    expect(name in settings).toBe(false);
    const warnings = warnOfUnknownNames({ ...required, [name]: '12' });
    // It suggests no other setting.
    expect(warnings.map((warning) => warning.match(/\b[A-Z]+(_[A-Z]+)+\b/g))).toEqual([[name]]);
    expect(warnOfUnknownNames({ ...required, [name]: '' })).toEqual([]);
  });

  test('ignores variables of shells, containers and other programs', () => {
    const serviceOf = (name: string) => ({
      [`${name}_SERVICE_HOST`]: '10.96.0.17',
      [`${name}_SERVICE_PORT`]: '6379',
      [`${name}_SERVICE_PORT_HTTP`]: '6379',
      [`${name}_PORT`]: 'tcp://10.96.0.17:6379',
      [`${name}_PORT_6379_TCP`]: 'tcp://10.96.0.17:6379',
      [`${name}_PORT_6379_TCP_PROTO`]: 'tcp',
      [`${name}_PORT_6379_TCP_PORT`]: '6379',
      [`${name}_PORT_6379_TCP_ADDR`]: '10.96.0.17',
    });
    const services = ['KUBERNETES', 'REDIS', 'GATEWAY', 'GRADES_GATEWAY', 'METRIC', 'METRICS_1', 'LTIAAS', 'EXPLORER'];
    const others = [
      ...['PATH', 'HOME', 'HOST', 'PORT', 'PORTS', 'POST', 'HOSTS', 'HOSTNAME', 'HOSTTYPE', 'PWD', 'OLDPWD', 'SHELL'],
      ...['USER', 'LANG', 'LC_ALL', 'TERM', 'SHLVL', 'LOGNAME', 'EDITOR', 'TZ', 'DISPLAY', 'DEBUG', 'CI', '_', 'MAIL'],
      ...['NODE_VERSION', 'YARN_VERSION', 'NODE_OPTIONS', 'NODE_PATH', 'NODE_EXTRA_CA_CERTS', 'INIT_CWD', 'COLOR'],
      ...['npm_config_loglevel', 'npm_lifecycle_event', 'npm_package_name', 'npm_execpath', 'HTTP_PROXY', 'NO_PROXY'],
      ...['https_proxy', 'REDIS_HOST', 'REDIS_PASSWORD', 'REDIS_TLS_URL', 'DATABASE_URL', 'EXECUTOR_NUMBER', 'DYNO'],
      ...['OTEL_SERVICE_NAME', 'OTEL_LOG_LEVEL', 'OTEL_TRACES_SAMPLER', 'POD_NAME', 'POD_IP', 'NODE_NAME'],
      ...['AWS_REGION', 'WEBSITE_HOSTNAME', 'K_SERVICE', 'PROMPT', 'XDG_RUNTIME_DIR', 'SSH_AUTH_SOCK', 'INVOCATION_ID'],
    ];
    const env = Object.assign(Object.fromEntries(others.map((name) => [name, '1'])), ...services.map(serviceOf));
    expect(warnOfUnknownNames(env)).toEqual([]);
  });
});

describe('the table of settings', () => {
  const all = Object.entries<Setting>(settings);

  test('has at most 27 settings of ours, each with its documentation', () => {
    const ours = all.filter(([, { group }]) => !group.startsWith('Variables of '));
    expect(ours.length).toBeGreaterThan(20);
    expect(ours.length).toBeLessThanOrEqual(27);
    expect(all.filter(([, { form, meaning }]) => !form.description || !meaning)).toEqual([]);
  });

  test('matches docs/configuration.md', () => {
    const page = readFileSync(join(__dirname, '../docs/configuration.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `([A-Z_]+)` +\| (.+?) +\| (.+?) +\| (.+?) +\|$/gm)].map(
      ([, ...cells]) => cells,
    );
    const printed = all.map(([name, { form, default: value, defaultNote, meaning }]) => [
      name,
      defaultNote ?? (value ? `\`${value}\`` : 'none'),
      form.description,
      meaning,
    ]);
    expect(rows).toEqual(printed);
  });
});
