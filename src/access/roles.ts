/** A person's role in the course, reduced to what matters for grades. A person may have several. */
export type Role = 'staff' | 'contentDeveloper' | 'mentor' | 'member';

const context = 'http://purl.imsglobal.org/vocab/lis/v2/membership';

// LTI 1.3 core, appendix A.2.3: the sub-roles of Instructor. Platforms should send the principal role as well, but may not.
const instructorSubRoles = [
  'ExternalInstructor',
  'Grader',
  'GuestInstructor',
  'Lecturer',
  'PrimaryInstructor',
  'SecondaryInstructor',
  'TeachingAssistant',
  'TeachingAssistantGroup',
  'TeachingAssistantOffering',
  'TeachingAssistantSection',
  'TeachingAssistantSectionAssociation',
  'TeachingAssistantTemplate',
];

/**
 * Role URIs must match exactly. A comparison of suffixes would accept `membership/Learner#Instructor` and
 * `institution/person#Instructor` as staff, which are no roles in this course. Only context roles have a short form.
 */
const roleOf: ReadonlyMap<string, Role> = new Map<string, Role>([
  ...principal('Instructor', 'staff'),
  ...principal('Administrator', 'staff'),
  ...principal('ContentDeveloper', 'contentDeveloper'),
  ...principal('Mentor', 'mentor'),
  ...['Learner', 'Member', 'Manager', 'Officer'].flatMap((name) => principal(name, 'member')),
  ...instructorSubRoles.map((name): [string, Role] => [`${context}/Instructor#${name}`, 'staff']),
]);

function principal(name: string, role: Role): [string, Role][] {
  return [
    [`${context}#${name}`, role],
    [name, role],
  ];
}

// LTI 1.3 core, appendix A.2.3: the sub-roles of Learner. LTIAAS also lists the short name `Student`.
const learnerRoles: ReadonlySet<string> = new Set([
  'Student',
  ...principal('Learner', 'member').map(([uri]) => uri),
  ...['ExternalLearner', 'GuestLearner', 'Instructor', 'Learner', 'NonCreditLearner'].map(
    (name) => `${context}/Learner#${name}`,
  ),
]);

/** What the roles of a member of the course mean. A person who has both kinds of roles is staff, not a learner. */
export function readStanding(uris: readonly string[], staffRoles: readonly string[]) {
  const isStaff = readRoles(uris, staffRoles).has('staff');
  return { isStaff, isLearner: !isStaff && uris.some((uri) => learnerRoles.has(uri)) };
}

/** The roles for an id token's role URIs; `member` if there are no others. */
export function readRoles(uris: readonly string[], staffRoles: readonly string[]): ReadonlySet<Role> {
  const roles = uris
    .map((uri) => (staffRoles.includes(uri) ? 'staff' : roleOf.get(uri)))
    .filter((role) => role !== undefined);
  return new Set<Role>(roles.length === 0 ? ['member'] : roles);
}
