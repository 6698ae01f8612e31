import { ClientError } from '../errors';
import type { IdToken } from '../ltiaas/idToken';
import type { Caller } from './caller';
import { readRoles, type Role } from './roles';
import { type Operation, type Reach, reachOf, type Rule, rules } from './rules';

/** What one caller may do. Asked before every call; nothing is tried for those who may not. */
export class Access {
  #roles: ReadonlySet<Role> | undefined;

  constructor(
    private readonly caller: Caller,
    /** Who launched the tool; null for a service key, which has no launch. */
    private readonly launch: () => Promise<IdToken | null>,
    /** Role URIs that make staff of a person beside those of the context vocabulary. */
    private readonly staffRoles: readonly string[],
  ) {}

  /** The caller's roles, as far as they are known by now: for the log. */
  get roles(): Iterable<Role> {
    return this.#roles ?? [];
  }

  /** Throws `ClientError` where the caller's role, or the launch, allows nothing of `operation`. */
  async allow(operation: Operation): Promise<ReadonlySet<Reach>> {
    if (this.caller.kind === 'backEnd') return reachOf(operation, ['backEnd']);
    const launch = await this.launch();
    const reach = this.reach(operation, launch!);
    if (reach.size === 0) throw forbidden();
    checkService(operation, launch!);
    return reach;
  }

  /** Like {@link allow}, and throws unless `operation` reaches all `userIds`. */
  async allowUsers(operation: Operation, userIds: readonly string[]): Promise<void> {
    const theirs = await this.usersFor(operation);
    if (theirs !== undefined && !userIds.every((id) => theirs.has(id))) throw forbidden();
  }

  /** Like {@link allow}, and returns whom `operation` reaches; undefined: everybody. */
  async usersFor(operation: Operation): Promise<ReadonlySet<string> | undefined> {
    const reach = await this.allow(operation);
    if (reach.has('all')) return undefined;
    const { user } = (await this.launch())!;
    return new Set([...(reach.has('own') ? [user.id] : []), ...(reach.has('mentees') ? user.roleScopeMentor : [])]);
  }

  /** What the caller's roles allow, the service left aside. */
  reach(operation: Operation, launch: IdToken): ReadonlySet<Reach> {
    if (this.caller.kind === 'backEnd') return reachOf(operation, ['backEnd']);
    this.#roles ??= readRoles(launch.user.roles, this.staffRoles);
    return reachOf(operation, this.#roles);
  }
}

function forbidden(): ClientError {
  return new ClientError('FORBIDDEN', "The caller's role in this course does not allow this.");
}

function checkService(operation: Operation, { services }: IdToken): void {
  const { scopes, roster }: Rule = rules[operation];
  if (roster && !services.rosterAvailable) {
    throw new ClientError(
      'SERVICE_NOT_AVAILABLE',
      'The LMS does not offer the names and roles service in this launch.',
    );
  }
  if (scopes.length === 0) return;
  if (!services.gradesAvailable) {
    throw new ClientError('SERVICE_NOT_AVAILABLE', 'The LMS does not offer the grades service in this launch.');
  }
  const granted = services.gradesScopes ?? [];
  // An LMS that lists no scope says nothing about them.
  if (granted.length > 0 && !scopes.some((scope) => granted.includes(scope))) {
    throw new ClientError('SERVICE_NOT_AVAILABLE', 'The LMS does not grant the scope that this needs in this launch.');
  }
}
