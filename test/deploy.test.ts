import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Deployment, type IDeployment } from 'kubernetes-models/apps/v1';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { Service } from 'kubernetes-models/v1';
import { parseAllDocuments } from 'yaml';
import { readConfig } from '../src/config/config';
import { settings } from '../src/config/settings';
import { readDockerfile } from './support/image';

const root = join(__dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const manifests = readdirSync(join(root, 'deploy/kubernetes')).map((name) => {
  const documents = parseAllDocuments(read(`deploy/kubernetes/${name}`));
  expect(documents.map(({ errors, warnings }) => [errors, warnings])).toEqual([[[], []]]);
  return { name, manifest: documents[0]!.toJS() as Manifest };
});
const manifestOf = (kind: string) => manifests.find(({ manifest }) => manifest.kind === kind)!.manifest as any;

interface Manifest {
  kind: string;
}

/** The Kubernetes API groups, and where their types are. */
const models = {
  Deployment: { Model: Deployment, from: 'apps/v1' },
  HorizontalPodAutoscaler: { Model: HorizontalPodAutoscaler, from: 'autoscaling/v2' },
  NetworkPolicy: { Model: NetworkPolicy, from: 'networking.k8s.io/v1' },
  PodDisruptionBudget: { Model: PodDisruptionBudget, from: 'policy/v1' },
  Service: { Model: Service, from: 'v1' },
};

const config = readConfig({ LTIAAS_URL: 'https://example.ltiaas.com', LTIAAS_API_KEY: 'key' });
const pod = (manifestOf('Deployment') as IDeployment).spec!.template.spec!;
const container = pod.containers[0]!;

describe('the Kubernetes manifests', () => {
  test("match Kubernetes' types and contain no unknown members", () => {
    expect(manifests.map(({ manifest }) => manifest.kind).sort()).toEqual(Object.keys(models));
    const lines = manifests.flatMap(({ manifest }) => {
      const { Model, from } = models[manifest.kind as keyof typeof models];
      new Model(manifest as any).validate();
      return [
        `import type { I${manifest.kind} } from 'kubernetes-models/${from}';`,
        `export const a${manifest.kind}: I${manifest.kind} = ${JSON.stringify(manifest)};`,
      ];
    });
    // The schemas accept unknown members; the compiler does not.
    const folder = join(root, 'node_modules/.cache/manifests');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'manifests.ts'), lines.join('\n'));
    const options = ['--ignoreConfig', '--noEmit', '--strict', '--skipLibCheck', '--module', 'node20'];
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const { stdout } = runs(process.execPath, [tsc, ...options, join(folder, 'manifests.ts')]);
    expect(stdout).toBe('');
  });

  test('use the same labels, names and ports', () => {
    const labels = { app: 'grades-gateway' };
    expect(manifestOf('Deployment').spec.selector.matchLabels).toEqual(labels);
    expect(manifestOf('Deployment').spec.template.metadata.labels).toEqual(labels);
    expect(manifestOf('Service').spec.selector).toEqual(labels);
    expect(manifestOf('PodDisruptionBudget').spec.selector.matchLabels).toEqual(labels);
    expect(manifestOf('NetworkPolicy').spec.podSelector.matchLabels).toEqual(labels);
    expect(manifestOf('HorizontalPodAutoscaler').spec.scaleTargetRef).toEqual({
      apiVersion: manifestOf('Deployment').apiVersion,
      kind: 'Deployment',
      name: manifestOf('Deployment').metadata.name,
    });
    const [port, metricsPort] = container.ports!;
    expect(port!.containerPort).toBe(config.port);
    expect(manifestOf('Service').spec.ports[0].targetPort).toBe(port!.name);
    expect(manifestOf('NetworkPolicy').spec.ingress[0].ports).toEqual([{ port: port!.name }]);
    expect(manifestOf('NetworkPolicy').spec.ingress[1].ports).toEqual([{ port: metricsPort!.name }]);
    const set = container.env!.find(({ name }) => name === 'METRICS_PORT')!.value;
    const { annotations } = manifestOf('Deployment').spec.template.metadata;
    expect([set, annotations['prometheus.io/port']]).toEqual(Array(2).fill(String(metricsPort!.containerPort)));
    for (const probe of [container.startupProbe, container.livenessProbe, container.readinessProbe]) {
      expect(probe!.httpGet!.port).toBe(port!.name);
    }
  });

  test('drop every privilege that the gateway does not need', () => {
    const [uid, gid] = readDockerfile()
      .find(({ name }) => name === 'USER')!
      .rest.split(':')
      .map(Number);
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: uid, runAsGroup: gid },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    const key = container.env!.find(({ name }) => name === 'LTIAAS_API_KEY')!;
    expect(key.value).toBeUndefined();
    expect(key.valueFrom!.secretKeyRef!.name).toBe('ltiaas');
  });

  test('scale up before one replica reaches its call limit', () => {
    const [calls] = manifestOf('HorizontalPodAutoscaler').spec.metrics;
    expect(calls.pods.metric.name).toBe('grades_gateway_upstream_calls_in_flight');
    expect(Number(calls.pods.target.averageValue)).toBeLessThan(config.schedule.perProcess * 0.8);
  });

  test('give a stopping replica time to finish requests in flight', () => {
    const { value } = container.env!.find(({ name }) => name === 'STOP_DELAY_MS')!;
    const spareMs = 10_000;
    const neededMs = Number(value) + config.upstreamTimeoutMs + spareMs;
    expect(pod.terminationGracePeriodSeconds! * 1000).toBeGreaterThanOrEqual(neededMs);
  });
});

test("nginx's timeouts are longer than the gateway's", () => {
  const [, seconds] = /proxy_read_timeout (\d+)s;/.exec(read('deploy/nginx.conf'))!;
  expect(Number(seconds) * 1000).toBeGreaterThan(config.upstreamTimeoutMs + 5000);
});

describe('environment variables', () => {
  const known = Object.keys(settings);

  test('in the deployment files exist in the configuration', () => {
    const ofImage = readDockerfile()
      .filter(({ name }) => name === 'ENV')
      .flatMap(({ rest }) => rest.split(' ').map((pair) => pair.split('=')[0]!));
    const set = [...ofImage, ...container.env!.map(({ name }) => name)];
    expect(set.length).toBeGreaterThan(5);
    expect(set.filter((name) => !known.includes(name))).toEqual([]);
  });

  test('in the deployment files and their comments are documented', () => {
    const files = readdirSync(join(root, 'deploy'), { recursive: true, withFileTypes: true })
      // The names in a schema are not variables.
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.graphql'))
      .map((entry) => join(entry.parentPath, entry.name));
    const guides = ['deployment', 'scaling', 'redis'].map((page) => join(root, `docs/${page}.md`));
    const texts = [...files, join(root, 'Dockerfile'), ...guides].map((file) => readFileSync(file, 'utf8'));
    const documented = ['configuration', 'errors', 'monitoring'].map((page) => read(`docs/${page}.md`)).join('\n');
    // Names with an underscore; error codes have the same form. Grafana's own start with GF_.
    const named = texts.flatMap((text) => text.match(/\b(?!GF_)[A-Z]+(?:_[A-Z]+)+\b/g) ?? []);
    expect(new Set(named).size).toBeGreaterThan(8);
    expect(named.filter((name) => !new RegExp(`\\b${name}\\b`).test(documented))).toEqual([]);
  });
});

describe('third-party packages in the image', () => {
  const { stdout, code } = runs(process.execPath, [join(root, 'deploy/dependencies.mjs')]);

  test('have allowed licences', () => {
    expect([code, stdout]).toEqual([0, expect.stringContaining('MIT: ')]);
  });

  test('match the number in docs/deployment.md', () => {
    const [, count] = /^(\d+) packages, \d+ MB$/m.exec(stdout)!;
    expect(read('docs/deployment.md')).toMatch(new RegExp(`\\b${count} packages`));
  });

  test('are exactly those in the bill of materials', () => {
    const bill = JSON.parse(runs('npm', ['run', '--silent', 'sbom']).stdout);
    const lock = Object.entries(JSON.parse(read('package-lock.json')).packages as Record<string, any>);
    const kept = lock
      .filter(([, { dev }]) => !dev)
      .map(([path, { version }]) => {
        return `${path.replace(/^.*node_modules\//, '') || 'ltiaas-grades-gateway'}@${version}`;
      });
    const listed = bill.packages.map(({ name, versionInfo }: any) => `${name}@${versionInfo}`);
    expect(new Set(listed)).toEqual(new Set(kept));
  });
});

/** A program's standard output and exit code. */
function runs(program: string, args: string[]): { stdout: string; code: number } {
  try {
    return { stdout: execFileSync(program, args, { cwd: root, encoding: 'utf8', stdio: 'pipe' }), code: 0 };
  } catch (error) {
    const { stdout, status } = error as { stdout: string; status: number };
    return { stdout, code: status };
  }
}
