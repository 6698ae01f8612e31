import type { MemberRow, OutgoingAnswer, SandboxLaunch } from '../../src/sandbox/sandbox';
import type { TestGateway } from './gateway';

/** Has LTIAAS answer a launch's roster with these rows, as they are; `next` is the link of its only page. */
export function answerRoster(gateway: TestGateway, launch: SandboxLaunch, members: unknown, next?: string): void {
  const rewrite = (answer: OutgoingAnswer) => ({ ...answer, body: { ...answer.body, members, next } });
  gateway.sandbox.fault({ launch, route: 'memberships', rewrite });
}

/** How the gateway reads a row of the roster. */
export function asMember(row: MemberRow) {
  const { name, givenName, familyName, middleName, email, picture, lisPersonSourcedId, status = 'Active' } = row;
  return {
    id: row.userId,
    name: name ?? null,
    givenName: givenName ?? null,
    familyName: familyName ?? null,
    middleName: middleName ?? null,
    email: email ?? null,
    picture: picture ?? null,
    sourcedId: lisPersonSourcedId ?? null,
    roles: row.roles,
    status: status.toUpperCase(),
  };
}

export const memberFields = 'id name givenName familyName middleName email picture sourcedId roles status';
