import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export interface Nginx {
  url: string;
  /** All its log output. */
  logs(): string;
  stop(): Promise<void>;
}

/**
 * Runs deploy/nginx.conf with only the addresses, the certificate and the file paths replaced. `inTurn`: distributes
 * requests
 * round-robin instead of by credential.
 */
export async function startNginx(folder: string, gateways: string[], port: number, inTurn = false): Promise<Nginx> {
  const key = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
  const files = { key: join(folder, 'privkey.pem'), certificate: join(folder, 'fullchain.pem') };
  execFileSync('openssl', [...key, '-keyout', files.key, '-out', files.certificate], { stdio: 'pipe' });
  const changes = [
    ['/run/nginx.pid', join(folder, 'nginx.pid')],
    ['/etc/nginx/tls/', `${folder}/`],
    ['/var/log/nginx/', `${folder}/`],
    ['listen 443', `listen 127.0.0.1:${port}`],
    ...(inTurn ? [['hash $http_authorization consistent;', '']] : []),
    ...gateways.map((url, index) => [`server gateway-${index + 1}:4000`, `server ${new URL(url).host}`]),
  ];
  const text = changes.reduce(
    (conf, [from, to]) => {
      if (!conf.includes(from!)) throw new Error(`deploy/nginx.conf does not say ${from}`);
      return conf.replaceAll(from!, to!);
    },
    readFileSync(join(__dirname, '../../deploy/nginx.conf'), 'utf8'),
  );
  const conf = join(folder, 'nginx.conf');
  writeFileSync(conf, text);
  // Fails with the errors that nginx finds.
  execFileSync('nginx', ['-t', '-c', conf, '-e', join(folder, 'error.log')], { stdio: 'pipe' });
  const nginx = spawn('nginx', ['-c', conf, '-e', join(folder, 'error.log'), '-g', 'daemon off;'], { stdio: 'pipe' });
  const ended = new Promise((resolve) => nginx.once('close', resolve));
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  // By the time nginx writes its process id, it is listening. `nginx -t` leaves an empty file.
  while (read('nginx.pid') === '' && nginx.exitCode === null) await wait(10);
  return {
    url: `https://127.0.0.1:${port}`,
    logs: () => read('access.log') + read('error.log'),
    stop: async () => {
      nginx.kill('SIGQUIT');
      await ended;
    },
  };
}
