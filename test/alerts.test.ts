import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import { parse } from 'yaml';
import { startTestGateway } from './support/gateway';
import { scrape } from './support/scrape';

const read = (path: string) => readFileSync(join(__dirname, '..', path), 'utf8');

interface Rule {
  alert: string;
  expr: string;
  for?: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

const alerts = parse(read('deploy/alerts.yaml')) as { groups: { name: string; rules: Rule[] }[] };
const rules = alerts.groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(read('deploy/grafana-dashboard.json'));
const panels = dashboard.panels.filter(({ type }: any) => type !== 'row');
const autoscaler = parse(read('deploy/kubernetes/autoscaler.yaml'));
const adapter = parse(read('deploy/prometheus-adapter.yaml'));

/** Grafana replaces its variable with a duration. */
const asPromQl = (expr: string) => expr.replaceAll('$__rate_interval', '5m');
const ofDashboard: string[] = panels.flatMap(({ targets }: any) => targets.map(({ expr }: any) => asPromQl(expr)));

/** The metrics in an expression, and the labels used with each. Throws if the expression is not valid PromQL. */
function metricsIn(expr: string): { name: string; labels: string[] }[] {
  const metrics: { name: string; labels: string[] }[] = [];
  parser.parse(expr).iterate({
    enter({ type, from, to, node }) {
      if (type.isError) throw new Error(`No PromQL at ${from}: ${expr}`);
      if (type.name !== 'VectorSelector') return;
      const name = node.getChild('Identifier')!;
      metrics.push({ name: expr.slice(name.from, name.to), labels: [] });
      for (const [, label] of expr.slice(name.to, to).matchAll(/[{,]\s*(\w+)\s*[=!]/g))
        metrics.at(-1)!.labels.push(label!);
    },
  });
  return metrics;
}

test('every rule is valid for Prometheus and has a summary', () => {
  expect(Object.keys(alerts)).toEqual(['groups']);
  expect(rules).toHaveLength(5);
  for (const { alert, expr, for: lasting, labels, annotations, ...others } of rules) {
    expect(others).toEqual({});
    expect(alert).toMatch(/^GradesGateway[A-Z][A-Za-z]+$/);
    expect(lasting ?? '0m').toMatch(/^\d+m$/);
    expect(labels).toEqual({ severity: expect.stringMatching(/^(critical|warning)$/) });
    expect(annotations.summary).toMatch(/\.$/);
    expect(metricsIn(expr).length).toBeGreaterThan(0);
  }
  expect(() => metricsIn('sum(rate(a_total[5m])')).toThrow('No PromQL');
  expect(() => metricsIn('a_total{b=c}')).toThrow('No PromQL');
});

test('docs/monitoring.md explains each alert', () => {
  const guide = read('docs/monitoring.md');
  expect(rules.map(({ alert }) => alert).filter((alert) => !guide.includes(`### ${alert}\n`))).toEqual([]);
});

test('every dashboard panel is a graph with a description', () => {
  expect(dashboard.panels.map(({ id }: any) => id)).toEqual(dashboard.panels.map((_: any, index: number) => index + 1));
  for (const { title, description, type, datasource, targets } of panels) {
    expect([type, datasource.uid, typeof title]).toEqual(['timeseries', '${datasource}', 'string']);
    expect(description).toMatch(/\.$/);
    expect(targets.length).toBeGreaterThan(0);
  }
});

test('rules, dashboard and autoscaler use existing metrics and labels, and every metric of ours is used', async () => {
  const gateway = await startTestGateway({ config: { metricsPort: 0 } });
  const { bearer } = gateway.sandbox.seeded.instructor.authorization;
  await gateway.run('{ lineItems(first: 1) { nodes { id } } }', {}, bearer);
  await gateway.run(
    'mutation { createLineItem(input: { label: "", scoreMaximum: 1 }) { userErrors { code } } }',
    {},
    bearer,
  );
  await fetch(`${gateway.url}/graphql`, { method: 'POST', body: '{' });
  const { names, labels, text } = await scrape(gateway.metricsUrl);
  await gateway.close();

  const ofAutoscaler = autoscaler.spec.metrics
    .filter(({ type }: any) => type === 'Pods')
    .map((of: any) => of.pods.metric.name);
  const ofAdapter: string[] = adapter.rules.map(({ seriesQuery }: any) => seriesQuery);
  const used = [...rules.map(({ expr }) => expr), ...ofDashboard, ...ofAutoscaler, ...ofAdapter].flatMap(metricsIn);
  // Prometheus adds these to every metric that it scrapes.
  const given = ['instance', 'job', 'namespace', 'pod', 'le'];
  const missing = used.filter(
    (metric) =>
      !names.has(metric.name) ||
      metric.labels.some((label) => !given.includes(label) && labels(metric.name, label).includes(undefined as never)),
  );
  expect(used.length).toBeGreaterThan(30);
  expect(missing).toEqual([]);

  const ours = [...text.matchAll(/^# TYPE (grades_gateway_\w+) \w+$/gm)].map(([, name]) => name!);
  const named = new Set(used.map(({ name }) => name.replace(/_(bucket|sum|count)$/, '')));
  expect(ours.length).toBeGreaterThan(12);
  expect(ours.filter((name) => !named.has(name))).toEqual([]);
});
