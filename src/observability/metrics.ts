import type * as Prometheus from 'prom-client';
import type { CallReport } from '../ltiaas/client';
import { readStateAtScrape, type StateSources } from './state';

/** Counts events, and reads the current state at each scrape. No label contains an id, a secret or free text. */
export class Metrics {
  readonly registry: Prometheus.Registry;
  readonly #operations: Prometheus.Counter;
  readonly #operationSeconds: Prometheus.Histogram;
  readonly #faults: Prometheus.Counter;
  readonly #writes: Prometheus.Counter;
  readonly #refusals: Prometheus.Counter;
  readonly #calls: Prometheus.Counter;
  readonly #callSeconds: Prometheus.Histogram;

  /** The caller loads `prometheus`, so that a gateway without metrics does not need memory for it. */
  constructor(prometheus: typeof Prometheus, sources: StateSources, version: string) {
    const registry = new prometheus.Registry();
    this.registry = registry;
    const counter = (name: string, help: string, labelNames: string[]) =>
      new prometheus.Counter({ name: `grades_gateway_${name}`, help, labelNames, registers: [registry] });
    const histogram = (name: string, help: string, labelNames: string[]) =>
      new prometheus.Histogram({ name: `grades_gateway_${name}`, help, labelNames, registers: [registry] });

    this.#operations = counter(
      'operations_total',
      'GraphQL operations by name and by "ok" or the code of their first error',
      ['operation', 'outcome'],
    );
    this.#operationSeconds = histogram('operation_duration_seconds', 'How long GraphQL operations took, by name', [
      'operation',
    ]);
    // Without labels, so that the series exists from the start: `increase()` ignores the first value of a series.
    this.#faults = counter('faults_total', 'Requests that failed because of an error in the gateway itself', []);
    this.#writes = counter(
      'writes_total',
      'Writes by mutation and by "ok" or the code of their userErrors; each row of a bulk submission counts as one',
      ['mutation', 'outcome'],
    );
    this.#refusals = counter(
      'refusals_total',
      'Requests that were rejected before GraphQL execution, by HTTP status and code',
      ['status', 'code'],
    );
    this.#calls = counter(
      'upstream_calls_total',
      'Calls to LTIAAS by method, route and HTTP status, or the kind of failure if there was no response',
      ['method', 'route', 'status'],
    );
    this.#callSeconds = histogram(
      'upstream_call_duration_seconds',
      'How long calls to LTIAAS took, by method and route, without the time in the queue',
      ['method', 'route'],
    );
    const build = new prometheus.Gauge({
      name: 'grades_gateway_build_info',
      help: 'Always 1; the labels hold the versions of the gateway and of Node.js',
      labelNames: ['version', 'node'],
      registers: [registry],
    });
    build.set({ version, node: process.version }, 1);
    readStateAtScrape(prometheus, registry, sources);
    prometheus.collectDefaultMetrics({ register: registry });
  }

  /** `operation` is one of a limited number of names; `outcome` is `ok` or a code of the contract. */
  noteOperation(operation: string, outcome: string, ms: number): void {
    this.#operations.inc({ operation, outcome });
    this.#operationSeconds.observe({ operation }, ms / 1000);
    this.#noteFault(outcome);
  }

  readonly noteWrite = (mutation: string, outcome: string): void => this.#writes.inc({ mutation, outcome });

  readonly noteRejection = (status: number, code: string): void => {
    this.#refusals.inc({ status, code });
    this.#noteFault(code);
  };

  #noteFault(code: string): void {
    if (code === 'INTERNAL_SERVER_ERROR') this.#faults.inc();
  }

  readonly noteCall = ({ endpoint: { method, route }, status, failure, ms }: CallReport): void => {
    this.#calls.inc({ method, route, status: status ?? failure ?? 'fault' });
    this.#callSeconds.observe({ method, route }, ms / 1000);
  };
}
