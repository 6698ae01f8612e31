import type { MemberRow, Sandbox, SandboxCourse, SandboxLaunch } from '../../src/sandbox/sandbox';

/** A new course for one test with marked values, and the users they belong to. */
export interface Room {
  course: SandboxCourse;
  /** A line item bound to the course's link, with a score for every learner. */
  id: string;
  /** Another line item of the same course. */
  otherId: string;
  /** The user of the launch. */
  self: string;
  mentee: string;
  stranger: string;
}

/** The comment of a user's score. If a response contains it, it identifies the exposed score. */
export const markOf = (userId: string, item = 'essay') => `mark of ${userId} in ${item}`;

/** The user's name on the roster. If a response contains it, it identifies the exposed row. */
export const nameMarkOf = (userId: string) => `mark of the name of ${userId}`;

/** A row of the roster in which each text is marked. */
function markedMember(userId: string): Partial<MemberRow> {
  const name = nameMarkOf(userId);
  return {
    name,
    givenName: `given ${name}`,
    familyName: `family ${name}`,
    middleName: `middle ${name}`,
    email: `${name}@example.edu`,
    picture: `https://example.edu/${name}`,
    lisPersonSourcedId: `number ${name}`,
  };
}

export function openRoom(sandbox: Sandbox, lms: SandboxCourse['lms'] = 'spec'): Room {
  const course = sandbox.createCourse({ lms, lineItems: 0, learners: 4 });
  const { id } = course.addLineItem({ label: 'Essay', resourceLinkId: course.resourceLinkId });
  const { id: otherId } = course.addLineItem({ label: 'Quiz', resourceId: 'quiz' });
  const learners = course.learnerIds();
  learners.forEach((userId, place) => {
    course.setResult(id, userId, { score: 40.0625 + place, comment: markOf(userId) });
    course.setResult(otherId, userId, { score: 60.0625 + place, comment: markOf(userId, 'quiz') });
  });
  for (const userId of learners) course.setMember(userId, markedMember(userId));
  const [self = '', mentee = '', stranger = ''] = learners;
  return { course, id, otherId, self, mentee, stranger };
}

export const callerKinds = ['staff', 'contentDeveloper', 'mentor', 'member', 'backEnd', 'serviceKey'] as const;
export type CallerKind = (typeof callerKinds)[number];
/** `null`: null without an error and without a call, because there is no user. */
export type Verdict = 'allowed' | 'denied' | 'null';

export interface Example {
  /** The field under test, such as `LineItem.score`. */
  field: string;
  /** The arguments or selection used. */
  asked: string;
  document: string;
  variables: (room: Room) => Record<string, unknown>;
  /** The path of the value in the data. */
  path: string[];
  /** The calls that read or write the value. */
  touches: RegExp;
  verdicts: Record<CallerKind, Verdict>;
}

const graded = { activityProgress: 'COMPLETED', gradingProgress: 'FULLY_GRADED', scoreGiven: 7, scoreMaximum: 100 };
const errors = 'userErrors { code field }';
const row = 'userId resultScore comment';
const byId = ({ id }: Room) => ({ id });
const items = /lineItem/;
const scores = /scores/;
const roster = /memberships/;

const query = (selection: string) => `query ($id: ID!) { ${selection} }`;
const ofItem = (selection: string, declare = '') =>
  `query ($id: ID!${declare}) { lineItem(id: $id) { id ${selection} } }`;
const ofMembers = (selection: string) =>
  `query ($id: ID!, $userIds: [ID!]!) { members(filter: { userIds: $userIds }) { nodes { id name ${selection} } } }`;
const mutation = (name: string, selection: string) =>
  `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { ${selection} ${errors} } }`;

function example(
  coordinate: string,
  verdicts: string,
  touches: RegExp,
  document: string,
  path: string,
  variables: Example['variables'],
): Example {
  const [field = '', ...asked] = coordinate.split(' ');
  const words = verdicts.split(' ').map((letter): Verdict => {
    if (letter === 'y') return 'allowed';
    return letter === '-' ? 'denied' : 'null';
  });
  return {
    field,
    asked: asked.join(' '),
    document,
    variables,
    path: path.split('.'),
    touches,
    verdicts: Object.fromEntries(callerKinds.map((kind, index) => [kind, words[index]])) as Example['verdicts'],
  };
}

const score = ofItem(`score(userId: $userId) { ${row} }`, ', $userId: ID!');
const forUsers = ofItem(`scoresForUsers(userIds: $userIds) { ${row} }`, ', $userIds: [ID!]!');

/**
 * The contract for every field that reaches LTIAAS. The columns of the verdicts are `callerKinds`:
 * staff, content developer, mentor, everyone else, back end with an ltik, back end with a service key.
 */
// prettier-ignore
export const examples: readonly Example[] = [
  example('Query.launch',                            'y y y y y 0', /idtoken/, '{ launch { user { id } permissions { gradeLearners } } }', 'launch', () => ({})),
  example('Query.node',                              'y y y y y y', items,  query('node(id: $id) { id ... on LineItem { label } }'), 'node', byId),
  example('Query.lineItem',                          'y y y y y y', items,  query('lineItem(id: $id) { label }'), 'lineItem', byId),
  example('Query.lineItems',                         'y y y y y y', items,  '{ lineItems(first: 1) { nodes { label } pageInfo { hasNextPage hasPreviousPage } } }', 'lineItems', () => ({})),
  example('Launch.lineItem',                         'y y y y y 0', items,  '{ launch { lineItem { label } } }', 'launch.lineItem', () => ({})),
  example('Launch.checks',                           'y - - - y 0', /lineItems/, '{ launch { checks { name ok } } }', 'launch.checks', () => ({})),
  example('LineItem.scores',                         'y - - - y y', scores, ofItem(`scores(first: 5) { nodes { ${row} } pageInfo { hasNextPage hasPreviousPage } }`), 'lineItem.scores', byId),
  example('LineItem.score of oneself',               'y - y y y y', scores, score, 'lineItem.score', ({ id, self }) => ({ id, userId: self })),
  example('LineItem.score of a mentee',              'y - y - y y', scores, score, 'lineItem.score', ({ id, mentee }) => ({ id, userId: mentee })),
  example('LineItem.score of another user',          'y - - - y y', scores, score, 'lineItem.score', ({ id, stranger }) => ({ id, userId: stranger })),
  example('LineItem.scoresForUsers of oneself',      'y - y y y y', scores, forUsers, 'lineItem.scoresForUsers', ({ id, self }) => ({ id, userIds: [self, self] })),
  example('LineItem.scoresForUsers of a mentee too', 'y - y - y y', scores, forUsers, 'lineItem.scoresForUsers', ({ id, self, mentee }) => ({ id, userIds: [self, mentee] })),
  example('LineItem.scoresForUsers of others too',   'y - - - y y', scores, forUsers, 'lineItem.scoresForUsers', ({ id, self, mentee, stranger }) => ({ id, userIds: [self, mentee, stranger] })),
  example('LineItem.myScore',                        'y - y y y 0', scores, ofItem(`myScore { ${row} }`), 'lineItem.myScore', byId),
  example('LineItem.statistics',                     'y - - - y y', scores, ofItem('statistics { scored mean unscored }'), 'lineItem.statistics', byId),
  example('Score.lineItem',                          'y - y y y 0', scores, ofItem('myScore { userId lineItem { label } }'), 'lineItem.myScore', byId),
  example('Query.members',                           'y - y - y y', roster, '{ members(first: 9) { nodes { id name } pageInfo { hasNextPage hasPreviousPage } } }', 'members', () => ({})),
  example('Member.score of a mentee',                'y - y - y y', scores, ofMembers(`score(lineItemId: $id) { ${row} }`), 'members', ({ id, mentee }) => ({ id, userIds: [mentee] })),
  example('Member.scores of a mentee',               'y - y - y y', scores, ofMembers(`scores(lineItemIds: [$id]) { ${row} }`), 'members', ({ id, mentee }) => ({ id, userIds: [mentee] })),
  example('Score.user of oneself',                   'y - y y y y', scores, ofItem('score(userId: $userId) { userId user { id name } }', ', $userId: ID!'), 'lineItem.score', ({ id, self }) => ({ id, userId: self })),
  example('Mutation.createLineItem',                 'y y - - y y', items,  mutation('createLineItem', 'lineItem { label }'), 'createLineItem', () => ({ input: { label: 'New', scoreMaximum: 10 } })),
  example('Mutation.ensureLineItem',                 'y y - - y y', items,  mutation('ensureLineItem', 'lineItem { label } created duplicates { label }'), 'ensureLineItem', () => ({ input: { resourceId: 'new', label: 'New', scoreMaximum: 10 } })),
  example('Mutation.updateLineItem',                 'y y - - y y', items,  mutation('updateLineItem', 'lineItem { label }'), 'updateLineItem', ({ id }) => ({ input: { id, label: 'Changed' } })),
  example('Mutation.deleteLineItem',                 'y y - - y y', items,  mutation('deleteLineItem', 'deletedLineItemId'), 'deleteLineItem', ({ id }) => ({ input: { id } })),
  example('Mutation.submitScore for oneself',        'y - - - y y', scores, mutation('submitScore', `accepted score { ${row} } lineItem { label }`), 'submitScore', ({ id, self }) => ({ input: { lineItemId: id, userId: self, ...graded } })),
  example('Mutation.submitScore for a mentee',       'y - - - y y', scores, mutation('submitScore', `accepted score { ${row} } lineItem { label }`), 'submitScore', ({ id, mentee }) => ({ input: { lineItemId: id, userId: mentee, ...graded } })),
  example('Mutation.submitScore with a guard',       'y - - - y y', scores, mutation('submitScore', `accepted score { ${row} }`), 'submitScore', ({ id, self }) => ({ input: { lineItemId: id, userId: self, ...graded, onlyIf: { resultScore: 40.0625 } } })),
  example('Mutation.submitScores',                   'y - - - y y', scores, mutation('submitScores', `acceptedCount results { accepted score { ${row} } } lineItem { label }`), 'submitScores', ({ id, self }) => ({ input: { lineItemId: id, scores: [{ userId: self, ...graded }] } })),
  example('Mutation.clearScore',                     'y - - - y y', scores, mutation('clearScore', `accepted score { ${row} } lineItem { label }`), 'clearScore', ({ id, self }) => ({ input: { lineItemId: id, userId: self } })),
];

const context = 'http://purl.imsglobal.org/vocab/lis/v2/membership';
const institution = 'http://purl.imsglobal.org/vocab/lis/v2/institution/person';
const system = 'http://purl.imsglobal.org/vocab/lis/v2/system/person';

/** A launch of the room's user with these roles, by default with mentees. */
export function enter(sandbox: Sandbox, { course, self, mentee }: Room, roles: string[], more: object = {}) {
  const launch: SandboxLaunch = sandbox.launch({ course, userId: self, roles, roleScopeMentor: [mentee], ...more });
  return launch;
}

export const roles = {
  instructor: [`${context}#Instructor`],
  teachingAssistant: [`${context}/Instructor#TeachingAssistant`],
  administrator: [`${context}#Administrator`],
  administratorSubRole: [`${context}/Administrator#Administrator`],
  support: [`${context}/Administrator#Support`],
  contentDeveloper: [`${context}#ContentDeveloper`],
  mentor: [`${context}#Mentor`],
  learner: [`${context}#Learner`],
  none: [],
} satisfies Record<string, string[]>;

/** URIs that look like staff roles if only a part of them is compared, or not exactly. */
export const lookAlikes: readonly string[] = [
  `${context}/Learner#Instructor`,
  `${context}/Member#Instructor`,
  `${context}/Mentor#Tutor`,
  `${context}/Instructor`,
  `${context}#Instructor/`,
  `${context}#Instructor/TeachingAssistant`,
  `${context}#Instructor?`,
  `${context}#Instructor#TeachingAssistant`,
  `${context}#InstructorX`,
  `${context}#TeachingAssistant`,
  `${context}/Instructor#TeachingAssistant/`,
  `${context}/Instructor#teachingassistant`,
  `${context}/Administrator#Support`,
  `${context}#instructor`,
  `${context}#INSTRUCTOR`,
  `${context}#Instructor`.toUpperCase(),
  `${context}#Instructor `,
  ` ${context}#Instructor`,
  `${context}#Instructor\t`,
  `${context}#Instructor\n`,
  `${context}#Instructor\0`,
  `${context}#Instructor\u200b`,
  `${context}#Instructo\u0433`,
  `${context}#Learner,${context}#Instructor`,
  `${context}#Learner ${context}#Instructor`,
  `${context}%23Instructor`,
  `${context.replace('http:', 'https:')}#Instructor`,
  `${context.replace('http:', 'HTTP:')}#Instructor`,
  `${context}/../membership#Instructor`,
  'INSTRUCTOR',
  'instructor',
  'Instructor ',
  'Instructor/TeachingAssistant',
  'TeachingAssistant',
  'Teacher',
  'Staff',
  `${institution}#Instructor`,
  `${institution}#Administrator`,
  `${institution}#Faculty`,
  `${institution}#Staff`,
  `${system}#Administrator`,
  `${system}#SysAdmin`,
  'http://purl.imsglobal.org/vocab/lti/system/person#TestUser',
  'urn:lti:role:ims/lis/Instructor',
  'urn:lti:role:ims/lis/Administrator',
  'urn:lti:role:ims/lis/TeachingAssistant',
  'urn:lti:instrole:ims/lis/Instructor',
  'urn:lti:sysrole:ims/lis/SysAdmin',
  'staff',
  'backEnd',
  'constructor',
  '__proto__',
  '*',
];
