import type { Access } from '../../access/access';
import type { Operation } from '../../access/rules';
import { getIdToken, type IdToken } from '../../ltiaas/idToken';
import type { GradebookOptions } from '../options';

/** The launch of the caller's credential: read at most once per operation, and cached between requests. */
export class LaunchReads {
  #token: Promise<IdToken | null> | undefined;
  /** Whether this operation itself has read the launch. */
  isFresh = false;

  constructor(private readonly options: GradebookOptions) {}

  /** Null for a service key. Throws `LtiaasError`. */
  token(): Promise<IdToken | null> {
    return (this.#token ??= this.#read());
  }

  /** Null for a back end: its rights do not depend on the person who launched. */
  async tokenOfPerson(): Promise<IdToken | null> {
    return this.options.caller.kind === 'person' ? this.token() : null;
  }

  /** The launch and what its user may do: shows a front end which actions to offer. Null for a service key. */
  async describe(access: Access) {
    const token = await this.token();
    if (token === null) return null;
    const may = (operation: Operation) => token.services.gradesAvailable && access.reach(operation, token).has('all');
    const permissions = {
      manageLineItems: may('updateLineItem'),
      readAllScores: may('scores'),
      gradeLearners: may('submitScore'),
      readMembers: token.services.rosterAvailable && access.reach('members', token).has('all'),
    };
    return { token, permissions };
  }

  async #read(): Promise<IdToken | null> {
    const { caller, client, trace, memory } = this.options;
    if (caller.credential.kind === 'serviceKey') return null;
    if (memory.idToken !== undefined) return memory.idToken;
    const token = await trace('read the launch', () => getIdToken(client));
    this.isFresh = true;
    memory.learnIdToken(token);
    return token;
  }
}
