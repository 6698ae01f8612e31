import type * as Prometheus from 'prom-client';
import type { LaunchMemory } from '../launches/launchMemory';
import type { Breakers } from '../ltiaas/breakers';
import type { Retries } from '../ltiaas/retries';
import type { Schedule } from '../ltiaas/schedule';
import type { SharedStore } from '../redis/sharedStore';

/** The parts whose state is read at each scrape. */
export interface StateSources {
  schedule: Schedule;
  breakers: Breakers;
  retries: Retries;
  launches: LaunchMemory;
  /** Undefined: no Redis is configured. */
  store: SharedStore | undefined;
}

/** Registers metrics that read the state of the parts at each scrape, and cost nothing in between. */
export function readStateAtScrape(
  { Counter, Gauge }: typeof Prometheus,
  registry: Prometheus.Registry,
  { schedule, breakers, retries, launches, store }: StateSources,
): void {
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name: `grades_gateway_${name}`,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  const counter = (name: string, help: string, read: () => number) =>
    new Counter({
      name: `grades_gateway_${name}`,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(read());
      },
    });

  gauge('upstream_calls_in_flight', 'Calls to LTIAAS in flight', () => schedule.inFlight);
  gauge('upstream_calls_waiting', 'Calls to LTIAAS that wait for their turn', () => schedule.waiting);
  gauge('upstream_calls_limit', 'Maximum number of calls to LTIAAS in flight', () => schedule.limits.perProcess);
  counter('upstream_retries_total', 'Reads that were retried', () => retries.granted);
  counter(
    'upstream_retries_denied_total',
    'Reads not retried because the retry budget was spent',
    () => retries.denied,
  );
  gauge('breakers_open', 'Open circuit breakers: one per LMS, or for LTIAAS itself', () => breakers.open);
  counter('breaker_refusals_total', 'Calls rejected by open circuit breakers', () => breakers.refusals);
  counter('launch_memory_hits_total', 'Requests whose launch was remembered', () => launches.hits);
  counter('launch_memory_misses_total', 'Requests whose launch was not remembered', () => launches.misses);
  gauge('launches_remembered', 'Launches that are remembered', () => launches.size);
  gauge('redis_up', '1: Redis is used, 0: Redis is unavailable, NaN: no Redis is configured', () =>
    store ? Number(store.state.isUp) : NaN,
  );
  counter('redis_hits_total', 'Lookups that found a value in Redis', () => store?.state.hits ?? 0);
  counter('redis_misses_total', 'Lookups that found no value in Redis', () => store?.state.misses ?? 0);
  counter('redis_failures_total', 'How often Redis failed or could not be reached', () => store?.state.failures ?? 0);
}
