import { type SandboxLaunch, upstreamSecret } from '../../src/sandbox/sandbox';
import type { TestGateway } from './gateway';

/** Fails if a response contains a value that no client may see. */
export function expectNoSecrets(text: string, gateway: TestGateway, launch?: SandboxLaunch): void {
  const secrets = [
    upstreamSecret,
    gateway.sandbox.apiKey,
    ...(launch ? [launch.ltik, launch.serviceKey] : []),
    'LTIK-AUTH-V2 ',
    'SERVICE-AUTH-V1 ',
    'bodySent',
    'bodyReceived',
    'externalUrl',
    'amara.okafor@example.edu',
    'node_modules',
    'stacktrace',
  ];
  for (const secret of secrets) expect(text).not.toContain(secret);
}
