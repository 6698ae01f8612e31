import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { type DocumentNode, print } from 'graphql';
import { type Config, readConfig } from '../../src/config/config';
import type { Durations } from '../../src/config/durations';
import { startGateway } from '../../src/gateway';
import { type Sandbox, type SandboxOptions, startSandbox, upstreamSecret } from '../../src/sandbox/sandbox';

export interface Answer<T> {
  status: number;
  headers: Headers;
  data: T;
  errors: { message: string; path?: (string | number)[]; extensions: { code: string } & Record<string, unknown> }[];
  /** The body as text. */
  text: string;
}

export interface TestGateway {
  url: string;
  /** The address of the metrics server, with a `metricsPort`. */
  metricsUrl: string | undefined;
  sandbox: Sandbox;
  /** Sends one operation over HTTP; `authorization` is the whole header, null sends none. */
  run<T = any, V = Record<string, unknown>>(
    operation: string | DocumentNode | TypedDocumentNode<T, V>,
    variables: V,
    authorization: string | null,
  ): Promise<Answer<T>>;
  /** The calls that LTIAAS received since the last call of this function, such as `GET scores`. */
  takeCalls(): string[];
  close(): Promise<void>;
}

export interface TestGatewayOptions {
  sandbox?: SandboxOptions;
  config?: Partial<Config>;
  durations?: Partial<Durations>;
}

/**
 * Shorter durations, so that tests do not wait. A test about a duration passes its own. The breaker keeps its
 * durations: on a
 * busy machine a test that expects an open one could come too late.
 */
export const shortDurations: Partial<Durations> = {
  retryBackoffMs: 5,
  retryAfterSecondMs: 1,
  throttleWaitMs: 20,
  arrivalMs: 100,
  firstByteMs: 20,
};

/** The real gateway on a free port, with the sandbox behind it. */
export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  // Uncompressed, as compressing takes much of a test's time: wire.test.ts and http.test.ts test compression.
  const sandbox = await startSandbox({ compress: false, ...options.sandbox });
  const gateway = await startGateway(
    {
      ...readConfig({
        LTIAAS_URL: sandbox.url,
        LTIAAS_API_KEY: sandbox.apiKey,
        PORT: '0',
        EXECUTOR: process.env.EXECUTOR,
        FEDERATION: process.env.FEDERATION,
        // `LOG_LEVEL=trace npm test` shows the logs of the gateways in all tests.
        LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent',
      }),
      // The tests share the gateway's event loop and may delay it, so the limit is high.
      maxEventLoopLagMs: 0,
      stopDelayMs: 0,
      ...options.config,
    },
    // Immediately, because a test sends an operation only once.
    { compileOnUse: 1, durations: { ...shortDurations, ...options.durations } },
  );
  let taken = 0;
  return {
    url: gateway.url,
    metricsUrl: gateway.metricsUrl,
    sandbox,
    async run(operation, variables, authorization) {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'accept-encoding': 'identity',
          ...(authorization !== null && { authorization }),
        },
        body: JSON.stringify({ query: typeof operation === 'string' ? operation : print(operation), variables }),
      });
      const text = await response.text();
      expectNoCredentials(`${text} ${[...response.headers].join(' ')}`, sandbox, authorization);
      const body = JSON.parse(text) as { data: never; errors?: Answer<never>['errors'] };
      return { status: response.status, headers: response.headers, data: body.data, errors: body.errors ?? [], text };
    },
    takeCalls() {
      // The sandbox may have cleared its log.
      if (taken > sandbox.requests.length) taken = 0;
      const calls = sandbox.requests.slice(taken).map(({ method, route }) => `${method} ${route}`);
      taken = sandbox.requests.length;
      return calls;
    },
    async close() {
      await gateway.close();
      await sandbox.close();
    },
  };
}

/** For a gateway that only one test needs: closes it whether the test passes or fails. */
export async function withTestGateway(
  config: Partial<Config>,
  use: (gateway: TestGateway) => Promise<void>,
  durations: Partial<Durations> = {},
): Promise<void> {
  const gateway = await startTestGateway({ config, durations });
  try {
    await use(gateway);
  } finally {
    await gateway.close();
  }
}

/** Checked for every response in every test: no API key, no credential of the caller, no upstream body. */
function expectNoCredentials(answer: string, sandbox: Sandbox, authorization: string | null): void {
  const shown = authorization?.split(/[ :]/).at(-1);
  const secrets = [sandbox.apiKey, upstreamSecret, ...(shown !== undefined && shown.length > 30 ? [shown] : [])];
  const leaked = secrets.filter((secret) => answer.includes(secret));
  if (leaked.length > 0) throw new Error(`An answer holds a secret: ${answer.replaceAll(leaked[0]!, '(here)')}`);
}
