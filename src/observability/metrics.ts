import type * as Prometheus from 'prom-client';
import type { CallReport } from '../ltiaas/client';
import { readStateAtScrape, type StateSources } from './state';

export type Metrics = ReturnType<typeof createMetrics>;

/**
 * Counts events, and reads the current state at each scrape. No label contains an id, a secret or free text. The caller loads
 * `prometheus`, so that a gateway without metrics does not need memory for it.
 */
export function createMetrics(prometheus: typeof Prometheus, sources: StateSources, version: string) {
  const registry = new prometheus.Registry();
  const registers = [registry];
  const counter = (name: string, help: string, labelNames: string[]) =>
    new prometheus.Counter({ name: `grades_gateway_${name}`, help, labelNames, registers });
  const histogram = (name: string, help: string, labelNames: string[]) =>
    new prometheus.Histogram({ name: `grades_gateway_${name}`, help, labelNames, registers });

  const operations = counter(
    'operations_total',
    'GraphQL operations by name and by "ok" or the code of their first error',
    ['operation', 'outcome'],
  );
  const operationSeconds = histogram('operation_duration_seconds', 'How long GraphQL operations took, by name', [
    'operation',
  ]);
  // Without labels, so that the series exists from the start: `increase()` ignores the first value of a series.
  const faults = counter('faults_total', 'Requests that failed because of an error in the gateway itself', []);
  const writes = counter(
    'writes_total',
    'Writes by mutation and by "ok" or the code of their userErrors; each row of a bulk submission counts as one',
    ['mutation', 'outcome'],
  );
  const refusals = counter(
    'refusals_total',
    'Requests that were rejected before GraphQL execution, by HTTP status and code',
    ['status', 'code'],
  );
  const calls = counter(
    'upstream_calls_total',
    'Calls to LTIAAS by method, route and HTTP status, or the kind of failure if there was no response',
    ['method', 'route', 'status'],
  );
  const callSeconds = histogram(
    'upstream_call_duration_seconds',
    'How long calls to LTIAAS took, by method and route, without the time in the queue',
    ['method', 'route'],
  );
  const build = new prometheus.Gauge({
    name: 'grades_gateway_build_info',
    help: 'Always 1; the labels hold the versions of the gateway and of Node.js',
    labelNames: ['version', 'node'],
    registers,
  });
  build.set({ version, node: process.version }, 1);
  readStateAtScrape(prometheus, registry, sources);
  prometheus.collectDefaultMetrics({ register: registry });

  const noteFault = (code: string): void => {
    if (code === 'INTERNAL_SERVER_ERROR') faults.inc();
  };
  return {
    registry,
    /** `operation` is one of a limited number of names; `outcome` is `ok` or a code of the contract. */
    noteOperation: (operation: string, outcome: string, ms: number): void => {
      operations.inc({ operation, outcome });
      operationSeconds.observe({ operation }, ms / 1000);
      noteFault(outcome);
    },
    noteWrite: (mutation: string, outcome: string): void => writes.inc({ mutation, outcome }),
    /** Counts a request that is rejected before GraphQL runs. */
    noteRejection: (status: number, code: string): void => {
      refusals.inc({ status, code });
      noteFault(code);
    },
    noteCall: ({ endpoint: { method, route }, status, failure, ms }: CallReport): void => {
      calls.inc({ method, route, status: status ?? failure ?? 'fault' });
      callSeconds.observe({ method, route }, ms / 1000);
    },
  };
}
