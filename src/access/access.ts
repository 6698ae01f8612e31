import { ClientError } from '../errors';
import type { IdToken } from '../ltiaas/idToken';
import type { Caller } from './caller';
import { readRoles, type Role } from './roles';
import { type Operation, type Reach, reachOf, rules } from './rules';

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

  /** Like {@link allow}, and throws unless `operation` reaches all `userIds`. */
  async allowUsers(operation: Operation, userIds: readonly string[]): Promise<void> {
    const reach = await this.allow(operation);
    if (reach.has('all')) return;
    const { user } = (await this.launch())!;
    const theirs = new Set([
      ...(reach.has('own') ? [user.id] : []),
      ...(reach.has('mentees') ? user.roleScopeMentor : []),
    ]);
    if (!userIds.every((id) => theirs.has(id))) throw forbidden();
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

function checkService(operation: Operation, { services }: IdToken): void {
  const { scopes } = rules[operation];
  if (scopes.length === 0) return;
  if (!services.gradesAvailable) {
    throw new ClientError('SERVICE_NOT_AVAILABLE', 'The LMS does not offer the grades service in this launch.');
  }
  const granted = services.gradesScopes ?? [];
  // If the LMS lists no scopes, it is unknown which ones it grants.
  if (granted.length > 0 && !scopes.some((scope) => granted.includes(scope))) {
    throw new ClientError(
      'SERVICE_NOT_AVAILABLE',
      'The LMS does not grant this launch a scope that the operation requires.',
    );
  }
}
