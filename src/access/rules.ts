import type { Role } from './roles';

/** The scores or line items that a rule allows: `all` of the launch, the caller's `own`, those of the caller's `mentees`. */
export type Reach = 'all' | 'own' | 'mentees';
export type Kind = Role | 'backEnd';

const all: readonly Reach[] = ['all'];
const own: readonly Reach[] = ['own'];
const menteesAndOwn: readonly Reach[] = ['mentees', 'own'];
const no: readonly Reach[] = [];

const ags = 'https://purl.imsglobal.org/spec/lti-ags/scope';
const anywhere: readonly string[] = [];
const readItems = [`${ags}/lineitem`, `${ags}/lineitem.readonly`];
const writeItems = [`${ags}/lineitem`];
const readResults = [`${ags}/result.readonly`];
const postScores = [`${ags}/score`];

interface Rule extends Record<Kind, readonly Reach[]> {
  /** The launch must grant one of these AGS scopes (AGS 2.0, section 3.1). Empty: the operation does not need the grades service. */
  scopes: readonly string[];
}

/**
 * Who may do what: one row for each field of the schema that calls LTIAAS. A caller with several roles may do what any of them
 * allows. The gradebook cannot ask for an operation without a row.
 */
// prettier-ignore
export const rules = {
  node:           { staff: all, contentDeveloper: all, mentor: all,   member: all, backEnd: all, scopes: readItems },
  launch:         { staff: all, contentDeveloper: all, mentor: all,   member: all, backEnd: all, scopes: anywhere },
  lineItem:       { staff: all, contentDeveloper: all, mentor: all,   member: all, backEnd: all, scopes: readItems },
  lineItems:      { staff: all, contentDeveloper: all, mentor: all,   member: all, backEnd: all, scopes: readItems },

  scores:         { staff: all, contentDeveloper: no,  mentor: no,    member: no,  backEnd: all, scopes: readResults },
  score:          { staff: all, contentDeveloper: no,  mentor: menteesAndOwn, member: own, backEnd: all, scopes: readResults },
  scoresForUsers: { staff: all, contentDeveloper: no,  mentor: menteesAndOwn, member: own, backEnd: all, scopes: readResults },
  myScore:        { staff: all, contentDeveloper: no,  mentor: menteesAndOwn, member: own, backEnd: all, scopes: readResults },

  createLineItem: { staff: all, contentDeveloper: all, mentor: no,    member: no,  backEnd: all, scopes: writeItems },
  updateLineItem: { staff: all, contentDeveloper: all, mentor: no,    member: no,  backEnd: all, scopes: writeItems },
  deleteLineItem: { staff: all, contentDeveloper: all, mentor: no,    member: no,  backEnd: all, scopes: writeItems },

  submitScore:    { staff: all, contentDeveloper: no,  mentor: no,    member: no,  backEnd: all, scopes: postScores },
  submitScores:   { staff: all, contentDeveloper: no,  mentor: no,    member: no,  backEnd: all, scopes: postScores },
  clearScore:     { staff: all, contentDeveloper: no,  mentor: no,    member: no,  backEnd: all, scopes: postScores },
} satisfies Record<string, Rule>;

export type Operation = keyof typeof rules;

/** What `kinds` together may reach with `operation`; empty: nothing. */
export function reachOf(operation: Operation, kinds: Iterable<Kind>): ReadonlySet<Reach> {
  const reach = new Set<Reach>();
  for (const kind of kinds) for (const part of rules[operation][kind]) reach.add(part);
  return reach;
}
