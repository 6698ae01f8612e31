import type { Role } from './roles';

/** Whose scores, or which line items: `all` of the launch, the caller's `own`, those of the caller's `mentees`. */
export type Reach = 'all' | 'own' | 'mentees';
export type Kind = Role | 'backEnd';

const all: readonly Reach[] = ['all'];
const own: readonly Reach[] = ['own'];
const menteesAndOwn: readonly Reach[] = ['mentees', 'own'];
const none: readonly Reach[] = [];

/** Who may do what. A caller with several roles may do what any of them allows; what has no row here nobody may. */
export const rules = {
  //                   staff       contentDeveloper       mentor                 member       backEnd
  launch: /*        */ { staff: all, contentDeveloper: all, mentor: all, /*     */ member: all, backEnd: all },
  lineItem: /*      */ { staff: all, contentDeveloper: all, mentor: all, /*     */ member: all, backEnd: all },
  lineItems: /*     */ { staff: all, contentDeveloper: all, mentor: all, /*     */ member: all, backEnd: all },
  scores: /*        */ { staff: all, contentDeveloper: none, mentor: none, /*   */ member: none, backEnd: all },
  score: /*         */ { staff: all, contentDeveloper: none, mentor: menteesAndOwn, member: own, backEnd: all },
  createLineItem: /**/ { staff: all, contentDeveloper: all, mentor: none, /*    */ member: none, backEnd: all },
  updateLineItem: /**/ { staff: all, contentDeveloper: all, mentor: none, /*    */ member: none, backEnd: all },
  deleteLineItem: /**/ { staff: all, contentDeveloper: all, mentor: none, /*    */ member: none, backEnd: all },
  submitScore: /*   */ { staff: all, contentDeveloper: none, mentor: none, /*   */ member: none, backEnd: all },
} satisfies Record<string, Record<Kind, readonly Reach[]>>;

export type Operation = keyof typeof rules;

/** How far `kinds` together reach in `operation`; empty: not at all. */
export function reachOf(operation: Operation, kinds: Iterable<Kind>): ReadonlySet<Reach> {
  const reach = new Set<Reach>();
  for (const kind of kinds) for (const part of rules[operation][kind]) reach.add(part);
  return reach;
}

const ags = 'https://purl.imsglobal.org/spec/lti-ags/scope';
const readLineItems = [`${ags}/lineitem`, `${ags}/lineitem.readonly`];

/** AGS scopes of which a launch must grant one (AGS 2.0, section 3.1); none: no grades service is needed. */
export const scopesFor: Record<Operation, readonly string[]> = {
  launch: [],
  lineItem: readLineItems,
  lineItems: readLineItems,
  scores: [`${ags}/result.readonly`],
  score: [`${ags}/result.readonly`],
  createLineItem: [`${ags}/lineitem`],
  updateLineItem: [`${ags}/lineitem`],
  deleteLineItem: [`${ags}/lineitem`],
  submitScore: [`${ags}/score`],
};
