/** Sends an operation through the gateway. */
type Fetch = (request: Request) => Promise<Response>;

export interface Check {
  name: string;
  ok: boolean;
  /** The code of the error, if any. */
  code?: string | undefined;
  /** What to do, and who can do it. */
  advice?: string | undefined;
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

const columns = 'lineItems(first: 1) { nodes { id } }';
const scores = 'lineItems(first: 1) { nodes { scores(first: 1) { nodes { id } } } }';

/** Checks the services that the credential should have, by reads only. */
export async function checkServices(fetch: Fetch, authorization: string): Promise<Check[]> {
  const run = async (query: string) => {
    const request = new Request('http://gateway/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ query: `{ ${query} }` }),
    });
    return (await (await fetch(request)).json()) as {
      data?: { launch?: { permissions: { readAllScores: boolean } } | null } | null;
      errors?: { extensions: { code: string } }[];
    };
  };
  const check = (name: string, { errors }: Awaited<ReturnType<typeof run>>): Check => {
    const code = errors?.[0]?.extensions.code;
    return { name, ok: code === undefined, code, advice: code && (advice[code] ?? otherAdvice) };
  };
  const launch = await run('launch { permissions { readAllScores } }');
  const first = check('launch', launch);
  if (!first.ok) return [first];
  const checks = [first, check('line items', await run(columns))];
  // A service key has no launch, and may read all scores.
  if (launch.data?.launch?.permissions.readAllScores ?? true) checks.push(check('scores', await run(scores)));
  return checks;
}
