import { ClientError } from '../errors';
import type { IdToken } from '../ltiaas/idToken';
import type { Caller } from './caller';
import { readRoles, type Role } from './roles';
import { type Operation, type Reach, reachOf, type Rule, rules } from './rules';

/** What one caller may do. The gradebook asks before every call. */
export class Access {
  #roles: ReadonlySet<Role> | undefined;

  constructor(
    private readonly caller: Caller,
    /** Who launched the tool; null for a service key, which has no launch. */
    private readonly launch: () => Promise<IdToken | null>,
    /** Role URIs that count as staff, in addition to those of the context vocabulary. */
    private readonly staffRoles: readonly string[],
  ) {}

  /** The caller's roles, for the log; empty before the launch is read. */
  get roles(): Iterable<Role> {
    return this.#roles ?? [];
  }

  /** Throws `ClientError` if the caller's roles or the launch do not allow `operation` at all. */
  async allow(operation: Operation): Promise<ReadonlySet<Reach>> {
    if (this.caller.kind === 'backEnd') return reachOf(operation, ['backEnd']);
    const launch = await this.launch();
    const reach = this.reach(operation, launch!);
    if (reach.size === 0) throw forbidden();
    checkService(operation, launch!);
    return reach;
  }

  /** Whether the LMS grants a person's launch what `operation` needs, the role left aside. */
  async isGranted(operation: Operation): Promise<boolean> {
    return !lacksScope(operation, (await this.launch())!);
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

  /** What the caller's roles allow, whether or not the LMS offers the service. */
  reach(operation: Operation, launch: IdToken): ReadonlySet<Reach> {
    if (this.caller.kind === 'backEnd') return reachOf(operation, ['backEnd']);
    this.#roles ??= readRoles(launch.user.roles, this.staffRoles);
    return reachOf(operation, this.#roles);
  }
}

function forbidden(): ClientError {
  return new ClientError('FORBIDDEN', "The caller's role in this course does not allow this.");
}

function checkService(operation: Operation, launch: IdToken): void {
  const { scopes, roster }: Rule = rules[operation];
  if (roster && !launch.services.rosterAvailable) {
    throw new ClientError(
      'SERVICE_NOT_AVAILABLE',
      'The LMS does not offer the names and roles service in this launch.',
    );
  }
  if (scopes.length === 0) return;
  if (!launch.services.gradesAvailable) {
    throw new ClientError('SERVICE_NOT_AVAILABLE', 'The LMS does not offer the grades service in this launch.');
  }
  if (lacksScope(operation, launch)) {
    throw new ClientError(
      'SERVICE_NOT_AVAILABLE',
      'The LMS does not grant this launch a scope that the operation requires.',
    );
  }
}

function lacksScope(operation: Operation, { services }: IdToken): boolean {
  const granted = services.gradesScopes ?? [];
  // If an LMS lists no scopes, its scopes are unknown.
  return granted.length > 0 && !rules[operation].scopes.some((scope) => granted.includes(scope));
}
