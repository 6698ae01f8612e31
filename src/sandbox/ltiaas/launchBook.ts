import { ownError, type Answer } from './errors';
import type { Launch } from './launch';

/** The launches of one LTIAAS account, found by the Authorization header of a request. */
export class LaunchBook {
  private readonly byLtik = new Map<string, Launch>();
  private readonly byServiceKey = new Map<string, Launch>();

  constructor(private readonly apiKey: string) {}

  add(launch: Launch): void {
    this.byLtik.set(launch.ltik, launch);
    this.byServiceKey.set(launch.serviceKey, launch);
  }

  /** The launch of an Authorization header, or LTIAAS's error. */
  find(authorization: string | undefined, route: string): Launch | Answer {
    // The list of the account's platforms, with the API key alone (docs.ltiaas.com/guides/api/authentication).
    if (route === 'platforms') {
      if (authorization === `Bearer ${this.apiKey}`) return { status: 200, headers: {}, body: [] };
      return ownError(401, 'INVALID_API_KEY_AUTHORIZATION_HEADER', 'Invalid API key.');
    }
    const [, scheme, apiKey, credential = ''] = /^(\S+) ([^:]*):(\S+)$/.exec(authorization ?? '') ?? [];
    if (scheme === 'SERVICE-AUTH-V1') {
      const launch = this.byServiceKey.get(credential);
      // A service key gives access to the LMS's services, not to the id token of the user.
      if (launch && apiKey === this.apiKey && route !== 'idtoken') return launch;
      return ownError(401, 'INVALID_SERVICE_AUTH_AUTHORIZATION_HEADER', 'Invalid service key.');
    }
    const launch = scheme === 'LTIK-AUTH-V2' && apiKey === this.apiKey ? this.byLtik.get(credential) : undefined;
    if (launch && !launch.expired) return launch;
    return ownError(401, 'INVALID_LTIK_AUTH_AUTHORIZATION_HEADER', 'Invalid or expired ltik.');
  }
}
