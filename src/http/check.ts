import type { Config } from '../config/config';

/** As `launch.checks` reports it. */
export interface Check {
  name: string;
  /** Null: only a write could tell, or there is nothing to try it on. */
  ok: boolean | null;
  /** Of the error. */
  code?: string | null | undefined;
  /** What to do, and who can. */
  advice?: string | null | undefined;
}

const advice: Record<string, string> = {
  UNAUTHENTICATED:
    'LTIAAS rejects the API key or the credential. Compare LTIAAS_API_KEY with the LTIAAS portal, and use a new ltik or service key.',
  SERVICE_NOT_AVAILABLE:
    'The LMS or the account does not offer this service. The LMS administrator enables it for the tool, the owner of the LTIAAS account checks the plan.',
  FORBIDDEN: 'The role does not allow it. Use an instructor’s launch.',
  RATE_LIMITED: 'LTIAAS or the LMS throttles. Try again later.',
  UPSTREAM_UNAVAILABLE: 'LTIAAS is unreachable. Compare LTIAAS_URL with the LTIAAS portal, and check the network.',
  UPSTREAM_TIMEOUT: 'LTIAAS or the LMS is too slow. Try again, or increase UPSTREAM_TIMEOUT_MS.',
};
const otherAdvice = 'LTIAAS or the LMS responded in an unexpected way. Contact the support of LTIAAS.';

const launch = 'launch { checks { name ok code advice } }';
const columns = 'lineItems(first: 1) { nodes { id } }';
const scores = 'lineItems(first: 1) { nodes { scores(first: 1) { nodes { id } } } }';

interface Answer {
  data?: { launch?: { checks: Check[] | null } | null } | null;
  errors?: { extensions: { code: string } }[];
}

/** Tries what the credential promises, by reads only: `launch.checks` for staff, less for others. `fetch`: of a gateway. */
export async function checkServices(
  fetch: (request: Request) => Promise<Response>,
  authorization: string,
): Promise<Check[]> {
  // A credential that was copied with a line break, for example. The error about an invalid header would quote it, with the API key.
  if (!/^[\x20-\x7e]*$/.test(authorization)) return [failed('LAUNCH', 'UNAUTHENTICATED')];
  const run = async (query: string) => {
    const request = new Request('http://gateway/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ query: `{ ${query} }` }),
    });
    return (await (await fetch(request)).json()) as Answer;
  };
  const answer = await run(launch);
  const checks = answer.data?.launch?.checks;
  if (checks != null) return checks;
  const code = answer.errors?.[0]?.extensions.code;
  // Only staff may read the checks.
  const isOfOthers = answer.data?.launch != null && code === 'FORBIDDEN';
  if (code !== undefined && !isOfOthers) return [failed('LAUNCH', code)];
  const lineItems = report('READ_LINE_ITEMS', await run(columns));
  if (isOfOthers) return [passed('LAUNCH'), lineItems];
  // A service key has no launch.
  return [lineItems, report('READ_SCORES', await run(scores))];
}

function report(name: string, { errors }: Answer): Check {
  const code = errors?.[0]?.extensions.code;
  return code === undefined ? passed(name) : failed(name, code);
}

/**
 * Whether LTIAAS responds at the address, and accepts the API key, which it also does for the list of platforms. LTIAAS's reference
 * and its SDK name different paths for that. `ok` is null for the key if neither exists.
 */
export async function checkAccount({ ltiaasUrl, apiKey, upstreamTimeoutMs }: Config): Promise<Check[]> {
  const statuses: number[] = [];
  for (const path of ['/admin/platforms', '/api/platforms']) {
    try {
      const { status, body } = await fetch(ltiaasUrl + path, {
        headers: { authorization: `Bearer ${apiKey}` },
        redirect: 'manual',
        signal: AbortSignal.timeout(upstreamTimeoutMs),
      });
      await body?.cancel();
      statuses.push(status);
    } catch (error) {
      const isLate = error instanceof Error && error.name === 'TimeoutError';
      return [failed('ADDRESS', isLate ? 'UPSTREAM_TIMEOUT' : 'UPSTREAM_UNAVAILABLE')];
    }
  }
  if (statuses.every((status) => status >= 500)) return [failed('ADDRESS', 'UPSTREAM_UNAVAILABLE')];
  if (statuses.some((status) => status < 300)) return [passed('ADDRESS'), passed('API_KEY')];
  if (statuses.some((status) => status === 401 || status === 403))
    return [passed('ADDRESS'), failed('API_KEY', 'UNAUTHENTICATED')];
  return [passed('ADDRESS'), { name: 'API_KEY', ok: null, advice: 'Add --ltik or --service-key to test the key.' }];
}

function passed(name: string): Check {
  return { name, ok: true };
}

function failed(name: string, code: string): Check {
  return { name, ok: false, code, advice: advice[code] ?? otherAdvice };
}
