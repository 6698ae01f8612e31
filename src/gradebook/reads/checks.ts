import { rules } from '../../access/rules';
import { ClientError, type ErrorCode, viewOf } from '../../errors';
import type { Roster } from '../../launches/roster';
import type { LtiaasClient } from '../../ltiaas/client';
import { LtiaasError, type LtiaasErrorKind } from '../../ltiaas/errors';
import { getIdToken, type IdToken } from '../../ltiaas/idToken';
import type { LineItem } from '../../ltiaas/lineItems';
import { BadRow } from '../../ltiaas/page';
import { largePage } from '../../relay/linkedList';
import type { Lists } from './lists';
import type { MemberReads } from './members';

export type CheckName = keyof typeof attempts;
export type Fixer = 'LMS_ADMINISTRATOR' | 'LTIAAS_ACCOUNT' | 'COURSE_STAFF' | 'NOBODY';

export interface ServiceCheck {
  name: CheckName;
  /** Null if only a write would show it, or if there is no line item or member to try it with. */
  ok: boolean | null;
  code: ErrorCode | null;
  advice: string | null;
  fixedBy: Fixer | null;
}

/** The operations whose scopes a check needs. */
const operations = {
  READ_LINE_ITEMS: 'lineItems',
  MANAGE_LINE_ITEMS: 'createLineItem',
  READ_SCORES: 'scores',
  SUBMIT_SCORES: 'submitScore',
} as const;
type ScopedCheck = keyof typeof operations;

/** What each check tries, as a part of its advice. */
const attempts = {
  LAUNCH: 'read the launch',
  GRADES_SERVICE: 'use the grades service',
  READ_LINE_ITEMS: 'read the line items',
  MANAGE_LINE_ITEMS: 'manage line items',
  READ_SCORES: 'read scores',
  SUBMIT_SCORES: 'submit scores',
  ROSTER: 'read the roster',
  MEMBER_NAMES: 'read the names of members',
};

/** Who can fix a failed call, and how. `adviceOn` decides for all other errors. */
const remedies: Partial<Record<LtiaasErrorKind, { fixedBy: Fixer; advice: string }>> = {
  unauthenticated: { fixedBy: 'COURSE_STAFF', advice: 'The launch has expired. Open the tool from the course again.' },
  rateLimited: {
    fixedBy: 'NOBODY',
    advice: 'The LMS or LTIAAS limits the number of requests. Try again in a few minutes.',
  },
  timeout: { fixedBy: 'NOBODY', advice: 'There was no response in time. Try again in a few minutes.' },
  unavailable: { fixedBy: 'NOBODY', advice: 'The LMS or LTIAAS is not available. Try again in a few minutes.' },
  overBudget: {
    fixedBy: 'NOBODY',
    advice: 'The operation has no calls left for this check. Request the checks alone.',
  },
};

/**
 * Whether each service works in this launch, checked by reads only, and who can fix those that do not. `isFresh`: this operation has
 * already read the id token.
 */
export async function checkServices(
  token: IdToken,
  isFresh: boolean,
  client: LtiaasClient,
  lists: Lists,
  members: MemberReads,
): Promise<ServiceCheck[]> {
  const [launch, grades, roster] = await Promise.all([
    isFresh ? passed('LAUNCH') : settle(getIdToken(client)).then((answer) => resultOf('LAUNCH', answer)),
    checkGrades(token, lists),
    checkRoster(token, members),
  ]);
  return [launch, ...grades, ...roster];
}

async function checkGrades({ services }: IdToken, lists: Lists): Promise<ServiceCheck[]> {
  const names = ['GRADES_SERVICE', 'READ_LINE_ITEMS', 'MANAGE_LINE_ITEMS', 'READ_SCORES', 'SUBMIT_SCORES'] as const;
  if (!services.gradesAvailable) {
    const advice =
      'The LMS does not offer the tool the Assignment and Grade Services (AGS). Enable them for the tool in the LMS, then launch the tool again.';
    return names.map((name) => notOffered(name, advice));
  }
  const granted = services.gradesScopes ?? [];
  const withoutScope = (name: ScopedCheck) => {
    const needed: readonly string[] = rules[operations[name]].scopes;
    if (granted.length === 0 || needed.some((scope) => granted.includes(scope))) return undefined;
    // The last scope of a rule is the narrowest.
    return notOffered(
      name,
      `The LMS does not grant the tool the scope ${needed.at(-1)}. Grant it in the tool's registration in the LMS, then launch the tool again.`,
    );
  };
  const report = (name: ScopedCheck) => withoutScope(name) ?? (granted.length > 0 ? passed(name) : unknown(name));
  const noItems = withoutScope('READ_LINE_ITEMS');
  const page = noItems ? { items: [] } : await settle(lists.lineItems({}).start(largePage));
  const rows = page instanceof Error ? [] : page.items;
  const lineItemId = rows.find((row): row is LineItem => !(row instanceof BadRow))?.id ?? services.lineItemId;
  const noScores = withoutScope('READ_SCORES');
  // Without a line item to try it with, only an error of the list shows something.
  const scores = noScores || lineItemId === null ? page : await settle(lists.scores(lineItemId).start(largePage));
  const isUntried = lineItemId === null && !(page instanceof Error);
  const readScores = noScores ?? (isUntried ? withoutLineItems() : resultOf('READ_SCORES', scores));
  // The account or the registration can lack a service that the launch lists. Only a call shows that.
  const refused = [page, scores].find(
    (result) => result instanceof LtiaasError && result.kind === 'serviceNotAvailable',
  );
  const readItems = noItems ?? resultOf('READ_LINE_ITEMS', page);
  return [
    resultOf('GRADES_SERVICE', refused),
    readItems,
    report('MANAGE_LINE_ITEMS'),
    readScores,
    report('SUBMIT_SCORES'),
  ];
}

async function checkRoster({ services }: IdToken, members: MemberReads): Promise<ServiceCheck[]> {
  if (!services.rosterAvailable) {
    const advice =
      'The LMS does not offer the tool the Names and Role Provisioning Services (NRPS). Enable them for the tool in the LMS, then launch the tool again.';
    return [notOffered('ROSTER', advice), notOffered('MEMBER_NAMES', advice)];
  }
  const roster = await settle(members.read());
  return [resultOf('ROSTER', roster), roster instanceof Error ? failed('MEMBER_NAMES', roster) : checkNames(roster)];
}

/** The result of `work`, or its error. */
function settle<T>(work: Promise<T>): Promise<T | Error> {
  return work.catch((error: unknown) => error as Error);
}

function resultOf(name: CheckName, result: unknown): ServiceCheck {
  return result instanceof Error ? failed(name, result) : passed(name);
}

function withoutLineItems(): ServiceCheck {
  const advice = 'The tool has no line items in this course yet. Create one to see whether scores can be read.';
  return { ...unknown('READ_SCORES'), advice, fixedBy: 'COURSE_STAFF' };
}

function checkNames({ rows }: Roster): ServiceCheck {
  const members = rows.filter((row) => !(row instanceof BadRow));
  if (members.length === 0) {
    return { ...unknown('MEMBER_NAMES'), advice: 'The roster is empty.', fixedBy: 'COURSE_STAFF' };
  }
  const isNamed = members.some(({ name, givenName, familyName }) => name ?? givenName ?? familyName);
  if (isNamed) return passed('MEMBER_NAMES');
  return notOffered(
    'MEMBER_NAMES',
    "The LMS keeps the names of members private. Allow the tool to receive names in the tool's privacy settings in the LMS.",
  );
}

function passed(name: CheckName): ServiceCheck {
  return { name, ok: true, code: null, advice: null, fixedBy: null };
}

function unknown(name: CheckName): ServiceCheck {
  return { name, ok: null, code: null, advice: null, fixedBy: null };
}

function notOffered(name: CheckName, advice: string): ServiceCheck {
  return { name, ok: false, code: 'SERVICE_NOT_AVAILABLE', advice, fixedBy: 'LMS_ADMINISTRATOR' };
}

/** Throws errors that do not concern the service. */
function failed(name: CheckName, error: unknown): ServiceCheck {
  const view = viewOf(error);
  if (view === undefined) throw error;
  return { name, ok: false, code: view.code, ...adviceOn(name, error as LtiaasError | ClientError) };
}

function adviceOn(name: CheckName, error: LtiaasError | ClientError): Pick<ServiceCheck, 'advice' | 'fixedBy'> {
  const remedy = error instanceof LtiaasError ? remedies[error.kind] : undefined;
  if (remedy !== undefined) return remedy;
  const tried = `The tool could not ${attempts[name]}. ${error.message}`;
  // LTIAAS returns the id token itself, without the LMS.
  if ((error instanceof LtiaasError && error.isOfAccount) || name === 'LAUNCH') {
    const advice = `${tried} Check the LTIAAS account, its plan and the registration of this LMS.`;
    return { advice, fixedBy: 'LTIAAS_ACCOUNT' };
  }
  return { advice: `${tried} Check the tool's registration and permissions in the LMS.`, fixedBy: 'LMS_ADMINISTRATOR' };
}
