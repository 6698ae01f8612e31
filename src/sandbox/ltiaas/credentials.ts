import { createHmac } from 'node:crypto';

// A fixed secret and a fixed issue time: the same launch has the same credentials after each start.
const secret = 'the sandbox keeps no secrets';
const issuedAt = Date.parse('2025-09-01T08:00:00Z') / 1000;

/** An ltik: an HS256 JWT that only its issuer can verify, like LTIAAS's. */
export function signLtik(claims: Record<string, string | number>): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const content = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ ...claims, iat: issuedAt })}`;
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
}

/** The service key of a launch, as long as LTIAAS's. */
export function serviceKeyOf(ltik: string): string {
  return createHmac('sha512', secret).update(ltik).digest('base64url');
}
