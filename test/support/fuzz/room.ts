import { type Sandbox, upstreamSecret } from '../../../src/sandbox/sandbox';
import { enter, openRoom, roles } from '../everyOperation';

/** Values that inputs may use, as plain data, because the sandbox may run in another process. */
export interface FuzzRoom {
  id: string;
  otherId: string;
  self: string;
  mentee: string;
  stranger: string;
  /** Valid values of an Authorization header, one for each kind of caller. */
  authorizations: string[];
  /** Values that no response may contain. */
  secrets: string[];
}

/** A new course with callers of every kind. */
export function openFuzzRoom(sandbox: Sandbox): FuzzRoom {
  const room = openRoom(sandbox);
  const { course: _course, ...ids } = room;
  const staff = enter(sandbox, room, roles.instructor);
  const others = [roles.learner, roles.mentor, roles.contentDeveloper].map((role) => enter(sandbox, room, role));
  return {
    ...ids,
    authorizations: [
      staff.authorization.bearer,
      staff.authorization.ltik,
      staff.authorization.serviceKey,
      ...others.map(({ authorization }) => authorization.bearer),
    ],
    secrets: [
      sandbox.apiKey,
      upstreamSecret,
      staff.serviceKey,
      ...[staff, ...others].map(({ ltik }) => ltik.split('.').at(-1)!),
    ],
  };
}
