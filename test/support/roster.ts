import type { MemberRow, OutgoingAnswer, SandboxLaunch } from '../../src/sandbox/sandbox';
import type { TestGateway } from './gateway';

/** Has LTIAAS answer a launch's roster with these rows, as they are; `next` is the link of its only page. */
export function answerRoster(gateway: TestGateway, launch: SandboxLaunch, members: unknown, next?: string): void {
  const rewrite = (answer: OutgoingAnswer) => ({ ...answer, body: { ...answer.body, members, next } });
  gateway.sandbox.fault({ launch, route: 'memberships', rewrite });
}

/** What the gateway makes of a row of the roster. */
export function asMember({ userId, lisPersonSourcedId, status, roles, lti11LegacyUserId: _, ...names }: MemberRow) {
  const unknown = { name: null, givenName: null, familyName: null, middleName: null, email: null, picture: null };
  return {
    ...unknown,
    ...names,
    id: userId,
    sourcedId: lisPersonSourcedId ?? null,
    status: (status ?? 'Active').toUpperCase(),
    roles,
  };
}

export const memberFields = 'id name givenName familyName middleName email picture sourcedId roles status';
