import { chance, type Draw, pick } from './draw';
import type { Payload } from './grammar';
import type { FuzzRoom } from './room';

/** A well-formed HTTP request with any content. */
export interface HttpInput {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | Buffer | null;
}

export function postOf(draw: Draw, payload: Payload, room: FuzzRoom): HttpInput {
  const headers = { 'content-type': 'application/json', authorization: drawAuthorization(draw, room) };
  return { method: 'POST', path: '/graphql', headers, body: JSON.stringify(payload) };
}

/** Mostly valid, and mostly of staff, who have the most permissions. */
export function drawAuthorization(draw: Draw, { authorizations }: FuzzRoom): string {
  if (chance(draw, 50)) return authorizations[0]!;
  if (chance(draw, 92)) return pick(draw, authorizations);
  return pick(draw, [
    '',
    'Bearer',
    'Bearer x',
    'Basic eDp5',
    'LTIK-AUTH-V2 a:b',
    'SERVICE-AUTH-V1 :',
    'Bearer é',
    `Bearer ${'x'.repeat(3000)}`,
  ]);
}
