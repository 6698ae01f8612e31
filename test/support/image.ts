import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';

const root = join(__dirname, '../..');

/** The result of a Dockerfile, built without an engine: a folder, and how to run it. */
export interface Image {
  /** Its working directory, on this machine. */
  workdir: string;
  env: Record<string, string>;
  user: string;
  command: string[];
  healthCheck: string[];
}

interface Instruction {
  name: string;
  rest: string;
}

/** The instructions of a Dockerfile. An instruction that continues on the next line is one. */
export function readDockerfile(text = readFileSync(join(root, 'Dockerfile'), 'utf8')): Instruction[] {
  const lines = text.replace(/^\s*#.*\n/gm, '').replace(/\\\n\s*/g, '');
  return [...lines.matchAll(/^([A-Z]+) +(.+)$/gm)].map(([, name, rest]) => ({ name: name!, rest: rest!.trim() }));
}

/**
 * Executes the Dockerfile in `folder`. Each stage is its own folder with the files copied from the context (without the
 * entries of
 * .dockerignore) and from other stages. The base image is Node of the same version. Throws for an unknown instruction.
 */
export function buildImage(folder: string): Image {
  const stages = new Map<string, string>();
  let stage = '';
  let image: Image | undefined;
  for (const { name, rest } of readDockerfile()) {
    if (name === 'FROM') {
      const [, version, as] = /^node:(\d+)-slim(?: AS (\w+))?$/.exec(rest) ?? fail(`FROM ${rest}`);
      stage = join(folder, as ?? 'final');
      stages.set(as ?? 'final', stage);
      const bin = installNode(version!, join(folder, `node${version}`));
      image = {
        workdir: stage,
        env: { PATH: `${bin}:${process.env.PATH}` },
        user: 'root',
        command: [],
        healthCheck: [],
      };
      continue;
    }
    if (image === undefined) fail(`${name} before FROM`);
    if (name === 'WORKDIR') mkdirSync((image.workdir = join(stage, rest)), { recursive: true });
    else if (name === 'ENV')
      Object.assign(image.env, Object.fromEntries(rest.split(' ').map((pair) => pair.split('='))));
    else if (name === 'USER') image.user = rest;
    else if (name === 'COPY') copy(rest, image.workdir, stages);
    else if (name === 'RUN') run(rest, image);
    else if (name === 'CMD') image.command = JSON.parse(rest);
    else if (name === 'HEALTHCHECK') image.healthCheck = JSON.parse(rest.replace(/^.* CMD /, ''));
    else if (name !== 'EXPOSE') fail(name);
  }
  return image ?? fail('FROM is missing');
}

/** Node of the base image, in a folder for PATH. npm is this machine's, run by that Node. */
function installNode(version: string, folder: string): string {
  const bin = join(folder, 'bin');
  if (existsSync(bin)) return bin;
  const name = `node-${process.platform}-${process.arch}`;
  execFileSync('npm', ['install', '--no-save', '--prefix', folder, `${name}@${version}`], { stdio: 'pipe' });
  mkdirSync(bin);
  symlinkSync(join(folder, 'node_modules', name, 'bin/node'), join(bin, 'node'));
  return bin;
}

function copy(rest: string, workdir: string, stages: Map<string, string>): void {
  const words = rest.split(/ +/);
  const [, from] = /^--from=(\w+)$/.exec(words[0]!) ?? [];
  if (from !== undefined) words.shift();
  const target = words.pop()!;
  for (const source of words) {
    if (source.includes('*') || source.startsWith('-')) fail(`COPY ${rest}`);
    const path = from === undefined ? join(root, source) : join(stages.get(from) ?? fail(`--from=${from}`), source);
    const place = target.endsWith('/') ? join(workdir, target, basename(source)) : join(workdir, target);
    cpSync(path, place, {
      recursive: true,
      // A link is copied as a link.
      verbatimSymlinks: true,
      filter: (file) => from !== undefined || !isIgnored(file.slice(root.length + 1)),
    });
  }
}

/** Whether .dockerignore excludes a file: the last line that matches it or a folder above it decides. */
function isIgnored(file: string): boolean {
  const lines = readFileSync(join(root, '.dockerignore'), 'utf8').match(/^[^#\n].*$/gm) ?? [];
  return lines.reduce((ignored, line) => {
    const pattern = line.replace('!', '');
    if (pattern !== '*' && /[*?[]/.test(pattern)) fail(`.dockerignore: ${line}`);
    const fits = pattern === '*' || file === pattern || file.startsWith(`${pattern}/`);
    return fits ? !line.startsWith('!') : ignored;
  }, false);
}

function run(command: string, { workdir, env }: Image): void {
  // It would refer to this machine's files.
  if (/(^|\s)\//.test(command)) fail(`RUN ${command}`);
  // Only npm's own folders and certificates, and nothing of the tests' environment.
  const { HOME = '', NODE_EXTRA_CA_CERTS = '' } = process.env;
  execFileSync('sh', ['-c', command], { cwd: workdir, env: { HOME, NODE_EXTRA_CA_CERTS, ...env }, stdio: 'pipe' });
}

/**
 * Starts a command as an engine does: as process 1, as the image's user, and on a read-only file system.
 * Needs root. Standard output and error come through a pipe.
 */
export function startInImage(image: Image, command: string[], env: Record<string, string> = {}): ChildProcess {
  const [uid = '', gid = ''] = image.user.split(':');
  const drop = ['setpriv', '--reuid', uid, '--regid', gid, '--clear-groups', '--no-new-privs', '--bounding-set=-all'];
  return spawn(
    'unshare',
    [
      ...['--mount', '--pid', '--fork', '--kill-child', '--mount-proc'],
      ...['sh', '-c', 'mount -o remount,bind,ro / && exec "$@"', 'sh', ...drop, ...command],
    ],
    { cwd: image.workdir, env: { ...image.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
}

function fail(what: string): never {
  throw new Error(`The test cannot carry this out: ${what}`);
}
