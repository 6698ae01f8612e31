/* eslint-disable */
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
export type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
export type MakeOptional<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]?: Maybe<T[SubKey]> };
export type MakeMaybe<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]: Maybe<T[SubKey]> };
export type MakeEmpty<T extends { [key: string]: unknown }, K extends keyof T> = { [_ in K]?: never };
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A date and time with a time zone (RFC 3339), such as `2026-03-14T09:30:00Z`. Returned values are in UTC. A value that the LMS sends without a time zone is read as UTC. */
  DateTime: { input: string; output: string; }
};

/** The user's progress in the activity. */
export type ActivityProgress =
  /** The user has completed the activity. */
  | 'COMPLETED'
  /** The user has not started, or the activity was reset for the user. */
  | 'INITIALIZED'
  /** The user is drafting a submission and can receive comments. */
  | 'IN_PROGRESS'
  /** The user has started. */
  | 'STARTED'
  /** The user has submitted at least once and may submit again. */
  | 'SUBMITTED';

/** Canvas's own options for a score. The gateway sends them if the LMS is Canvas or unknown, as for a service key. */
export type CanvasScoreInput = {
  /** Whether this is a new attempt. Default: true, so each call counts as an attempt. Send false to correct a score. */
  newSubmission?: InputMaybe<Scalars['Boolean']['input']>;
  /** If true, Canvas ignores `scoreGiven` and keeps the current score. Use it to report progress. */
  preserveScore?: InputMaybe<Scalars['Boolean']['input']>;
  /** If true, Canvas keeps an existing score, even one that the tool submitted. It does not stop a call that clears the score: see `preserveScore`. */
  prioritizeNonToolGrade?: InputMaybe<Scalars['Boolean']['input']>;
  /** URL or text that Canvas shows to teachers, depending on `submissionType`. Must not be blank. */
  submissionData?: InputMaybe<Scalars['String']['input']>;
  /** What was submitted. Default: `EXTERNAL_TOOL`. */
  submissionType?: InputMaybe<CanvasSubmissionType>;
};

/** What Canvas shows as the submission. Canvas stores it only for a new attempt. */
export type CanvasSubmissionType =
  /** `submissionData` is a URL that Canvas opens as a launch of the tool. */
  | 'BASIC_LTI_LAUNCH'
  /** The tool itself. Canvas's default. */
  | 'EXTERNAL_TOOL'
  /** No submission. The score does not count as an attempt. */
  | 'NONE'
  /** `submissionData` is text or HTML. */
  | 'ONLINE_TEXT_ENTRY'
  /** Uploaded files. Canvas rejects it, because this API cannot send files. */
  | 'ONLINE_UPLOAD'
  /** `submissionData` is the URL of a web page. */
  | 'ONLINE_URL';

/** The score to clear. */
export type ClearScoreInput = {
  /** Id of the line item. */
  lineItemId: Scalars['ID']['input'];
  /** Writes only if the gradebook still shows this score, otherwise returns `CONFLICT` with the reason `SCORE_HAS_CHANGED`. Costs one more call, and for all rows of a bulk call one read of the column. If absent or null, there is no condition. */
  onlyIf?: InputMaybe<ScoreGuard>;
  /** LTI user id of the user whose score and comment to clear. */
  userId: Scalars['ID']['input'];
};

/** Result of `clearScore`. */
export type ClearScorePayload = {
  __typename?: 'ClearScorePayload';
  /** True only if LTIAAS confirmed the write. The gradebook may show it with a delay. */
  accepted: Scalars['Boolean']['output'];
  /** The line item. Null if nothing was accepted. Selecting its own fields other than `id` costs an LMS call. */
  lineItem?: Maybe<LineItem>;
  /** The score in the gradebook, read back only if selected; it may differ from the submitted score or lag behind it. Null if the user has no score or nothing was accepted; after `SCORE_HAS_CHANGED`, the current score. */
  score?: Maybe<Score>;
  /** Why the write failed; empty on success. The HTTP status is 200 either way. */
  userErrors: Array<UserError>;
};

/** A new line item. */
export type CreateLineItemInput = {
  /** End of the submission period; must not be before `startDateTime`. The LMS may change it. Canvas accepts it but never returns it. */
  endDateTime?: InputMaybe<Scalars['DateTime']['input']>;
  /** Whether the tool wants learners to see the grades. The LMS decides. */
  gradesReleased?: InputMaybe<Scalars['Boolean']['input']>;
  /** Name of the column in the gradebook. Must not be blank. */
  label: Scalars['String']['input'];
  /** The tool's own id for the graded resource. Must not be empty. */
  resourceId?: InputMaybe<Scalars['String']['input']>;
  /** Id of the activity to bind the line item to. It must exist in this course and belong to this tool, otherwise `NOT_FOUND`. Most LMSs do not allow an update to change it. */
  resourceLinkId?: InputMaybe<Scalars['String']['input']>;
  /** Points for a full score. Must be above 0. */
  scoreMaximum: Scalars['Float']['input'];
  /** Start of the submission period. The LMS may change it. Canvas accepts it but never returns it. */
  startDateTime?: InputMaybe<Scalars['DateTime']['input']>;
  /** The tool's own tag, such as `grade`. Must not be empty. */
  tag?: InputMaybe<Scalars['String']['input']>;
};

/** Result of `createLineItem`. */
export type CreateLineItemPayload = {
  __typename?: 'CreateLineItemPayload';
  /** The new line item as created by the LMS. Null if it was not created or the outcome is unknown. */
  lineItem?: Maybe<LineItem>;
  /** Why the write failed; empty on success. The HTTP status is 200 either way. */
  userErrors: Array<UserError>;
};

/** The line item to delete. */
export type DeleteLineItemInput = {
  /** Id of the line item to delete. Most LMSs also delete its scores. */
  id: Scalars['ID']['input'];
};

/** Result of `deleteLineItem`. */
export type DeleteLineItemPayload = {
  __typename?: 'DeleteLineItemPayload';
  /** Id of the deleted line item. Null if it was not deleted or the outcome is unknown. */
  deletedLineItemId?: Maybe<Scalars['ID']['output']>;
  /** Why the write failed; empty on success. The HTTP status is 200 either way. */
  userErrors: Array<UserError>;
};

/** The key of a line item, and the values of a new one. The key is `resourceId` and `tag`, with `resourceLinkId` if given. */
export type EnsureLineItemInput = {
  /** End of the submission period; must not be before `startDateTime`. The LMS may change it. Canvas accepts it but never returns it. */
  endDateTime?: InputMaybe<Scalars['DateTime']['input']>;
  /** Whether the tool wants learners to see the grades. The LMS decides. */
  gradesReleased?: InputMaybe<Scalars['Boolean']['input']>;
  /** Label of a new line item. Must not be blank. On Sakai, the label of another line item returns `CONFLICT`, because Sakai would overwrite it. */
  label: Scalars['String']['input'];
  /** The tool's own key for what is graded. Must not be blank; it survives a course copy. On Sakai it must have at least 2 characters and no `|`, otherwise `INVALID`. */
  resourceId: Scalars['String']['input'];
  /** Matches only line items of this resource link; a new one is bound to it. Must be a link of this tool in this course, otherwise `NOT_FOUND`. */
  resourceLinkId?: InputMaybe<Scalars['String']['input']>;
  /** Points for a full score in a new line item. Must be above 0. */
  scoreMaximum: Scalars['Float']['input'];
  /** Start of the submission period. The LMS may change it. Canvas accepts it but never returns it. */
  startDateTime?: InputMaybe<Scalars['DateTime']['input']>;
  /** Second part of the key, such as `grade`. Must not be blank. If absent or null, only a line item without a tag matches. */
  tag?: InputMaybe<Scalars['String']['input']>;
};

/** Result of `ensureLineItem`. */
export type EnsureLineItemPayload = {
  __typename?: 'EnsureLineItemPayload';
  /** Whether this call created the line item. */
  created: Scalars['Boolean']['output'];
  /** Other line items with the same key, in the LMS's order. The gateway does not delete them. */
  duplicates: Array<LineItem>;
  /** The line item with this key: the first in the LMS's order, unchanged, or a new one. Null if the call failed; see `userErrors`. */
  lineItem?: Maybe<LineItem>;
  /** Why the write failed; empty on success. The HTTP status is 200 either way. */
  userErrors: Array<UserError>;
};

/** Progress of the grading. Only `FULLY_GRADED` is safe with a score on every LMS. */
export type GradingProgress =
  /** Grading failed. Moodle and Canvas remove the existing grade. */
  | 'FAILED'
  /** The grade is final. The LMS may show it to the learner. */
  | 'FULLY_GRADED'
  /** No grading is in progress, for example before the first submission. Moodle and Canvas remove the existing grade. */
  | 'NOT_READY'
  /** The grade will follow automatically. Moodle and Canvas remove the existing grade, even one from a teacher. */
  | 'PENDING'
  /** A person has to grade. Moodle removes the existing grade. */
  | 'PENDING_MANUAL';

/** The current LTI launch, read from its id token: user, course, platform and services. */
export type Launch = {
  __typename?: 'Launch';
  /** Shows what works in this launch and who can fix what does not, using reads only. For staff and back ends, otherwise `FORBIDDEN`. Costs up to four calls and the roster. */
  checks?: Maybe<Array<ServiceCheck>>;
  /** The course. Null if the tool was launched outside a course. */
  context?: Maybe<LaunchContext>;
  /** Custom parameters of this launch. Parameters that are null, an object or a list are omitted. */
  custom: Array<LaunchParameter>;
  /** The line item bound to this launch. Null if no line item is bound, or more than one. */
  lineItem?: Maybe<LineItem>;
  /** Permissions of the caller in this launch. */
  permissions: LaunchPermissions;
  /** The LMS that launched the tool. */
  platform: LaunchPlatform;
  /** How the LMS shows the tool. */
  presentation: LaunchPresentation;
  /** The activity. Null for a deep linking launch, in which the user selects content. */
  resourceLink?: Maybe<LaunchResourceLink>;
  /** LMS services that are available in this launch. */
  services: LaunchServices;
  /** URL of the tool that was launched. Null if LTIAAS does not send it. */
  targetUrl?: Maybe<Scalars['String']['output']>;
  /** Message type: `LtiResourceLinkRequest`, `LtiDeepLinkingRequest`, or `basic-lti-launch-request` for LTI 1.1. Null if LTIAAS does not send it. */
  type?: Maybe<Scalars['String']['output']>;
  /** The user who launched the tool. */
  user: LaunchUser;
};

/** The course. */
export type LaunchContext = {
  __typename?: 'LaunchContext';
  /** Course id, unique within the platform. */
  id: Scalars['ID']['output'];
  /** Short name of the course. Null if the LMS does not provide it. */
  label?: Maybe<Scalars['String']['output']>;
  /** Full name of the course. Null if the LMS does not provide it. */
  title?: Maybe<Scalars['String']['output']>;
  /** Type URIs of the course, such as the URI for a course section. */
  types: Array<Scalars['String']['output']>;
};

/** A custom parameter of the launch, as set up in the LMS. */
export type LaunchParameter = {
  __typename?: 'LaunchParameter';
  /** Name of the parameter. Unique within the launch. */
  name: Scalars['String']['output'];
  /** Value of the parameter. Numbers and Booleans are text, such as `12` and `true`. */
  value: Scalars['String']['output'];
};

/** Permissions of the caller in this launch, so that a front end can offer only allowed actions. */
export type LaunchPermissions = {
  __typename?: 'LaunchPermissions';
  /** Whether the caller may submit and clear scores. False if the launch has no grades service. */
  gradeLearners: Scalars['Boolean']['output'];
  /** Whether the caller may create, update and delete line items. False if the launch has no grades service. */
  manageLineItems: Scalars['Boolean']['output'];
  /** Whether the caller may read the scores of all users. If false, the caller may read at most their own and their mentees' scores. Also false if the launch has no grades service. */
  readAllScores: Scalars['Boolean']['output'];
  /** Whether the caller may list all members of the course, with or without the grades service. False if the launch has no roster service. */
  readMembers: Scalars['Boolean']['output'];
};

/** The LMS that launched the tool. */
export type LaunchPlatform = {
  __typename?: 'LaunchPlatform';
  /** Id of the tool's deployment in this LMS, which administrators of the LMS can look up. Null if the LMS does not send it, and for LTI 1.1. */
  deploymentId?: Maybe<Scalars['String']['output']>;
  /** Id of the platform in LTIAAS. */
  id: Scalars['ID']['output'];
  /** Name of the platform. Null if the LMS does not provide it. */
  name?: Maybe<Scalars['String']['output']>;
  /** Kind of LMS, such as `moodle` or `canvas`. Free text: use it only as a hint. Null if the LMS does not provide it. */
  productFamilyCode?: Maybe<Scalars['String']['output']>;
  /** URL of the platform. Null if LTIAAS does not provide it. */
  url?: Maybe<Scalars['String']['output']>;
  /** Version of the LMS. Null if the LMS does not provide it. */
  version?: Maybe<Scalars['String']['output']>;
};

/** How the LMS shows the tool. A field is null if the LMS does not send it. */
export type LaunchPresentation = {
  __typename?: 'LaunchPresentation';
  /** Where the LMS shows the tool: `iframe`, `frame` or `window`. */
  documentTarget?: Maybe<Scalars['String']['output']>;
  /** Height of the frame or window, in pixels. */
  height?: Maybe<Scalars['Int']['output']>;
  /** The user's language, such as `en-US`. */
  locale?: Maybe<Scalars['String']['output']>;
  /** URL to open when the user leaves the tool. Check it before you open it. */
  returnUrl?: Maybe<Scalars['String']['output']>;
  /** Width of the frame or window, in pixels. */
  width?: Maybe<Scalars['Int']['output']>;
};

/** The activity in the course from which the user launched the tool. */
export type LaunchResourceLink = {
  __typename?: 'LaunchResourceLink';
  /** Description of the activity. Null if the LMS does not provide it. */
  description?: Maybe<Scalars['String']['output']>;
  /** Resource link id, the same as in `LineItem.resourceLinkId`. */
  id: Scalars['ID']['output'];
  /** Name of the activity. Null if the LMS does not provide it. */
  title?: Maybe<Scalars['String']['output']>;
};

/** LMS services that are available to the tool in this launch. */
export type LaunchServices = {
  __typename?: 'LaunchServices';
  /** Whether this is a deep linking launch, in which the user selects content. */
  deepLinkingAvailable: Scalars['Boolean']['output'];
  /** Whether line items and scores are available. If false, reading or writing them returns the error `SERVICE_NOT_AVAILABLE`. */
  gradesAvailable: Scalars['Boolean']['output'];
  /** AGS scopes that the LMS grants to the tool. Null if the LMS does not list them. */
  gradesScopes?: Maybe<Array<Scalars['String']['output']>>;
  /** Whether the LMS offers the list of course members. If false, `members` returns the error `SERVICE_NOT_AVAILABLE`. */
  rosterAvailable: Scalars['Boolean']['output'];
};

/** The user who launched the tool. */
export type LaunchUser = {
  __typename?: 'LaunchUser';
  /** E-mail address. Null if the LMS keeps it private. */
  email?: Maybe<Scalars['String']['output']>;
  /** Family name. Null if the LMS keeps it private. */
  familyName?: Maybe<Scalars['String']['output']>;
  /** Given name. Null if the LMS keeps it private. */
  givenName?: Maybe<Scalars['String']['output']>;
  /** LTI user id, unique only within the platform. To store data about users, use `platform.id` and this id together as the key. */
  id: Scalars['ID']['output'];
  /** Full name. Null if the LMS keeps it private. */
  name?: Maybe<Scalars['String']['output']>;
  /** Role URIs as the LMS sends them. Use `permissions` to decide which actions to offer. */
  roles: Array<Scalars['String']['output']>;
};

/** A column in the LMS gradebook, called a line item in AGS. A tool sees only its own line items. */
export type LineItem = Node & {
  __typename?: 'LineItem';
  /** End of the submission period. Null if unlimited or not reported by the LMS; Canvas and Moodle never report it. */
  endDateTime?: Maybe<Scalars['DateTime']['output']>;
  /** Whether the tool wants learners to see the grades. The LMS decides. Null if the LMS does not report it. */
  gradesReleased?: Maybe<Scalars['Boolean']['output']>;
  /** URL of the line item in the LMS, exactly as LTIAAS returns it. It may change when a course is copied. */
  id: Scalars['ID']['output'];
  /** Name of the column in the gradebook. */
  label: Scalars['String']['output'];
  /** The score of the user who launched the tool. Null if this user has no score. Also null when called with a service key, which has no user. */
  myScore?: Maybe<Score>;
  /** The tool's own id for the graded resource. Not unique; a course copy keeps it. Null if not set. */
  resourceId?: Maybe<Scalars['String']['output']>;
  /** Id of the activity that the line item is bound to, as in `launch.resourceLink.id`. Null if it is not bound to an activity. */
  resourceLinkId?: Maybe<Scalars['String']['output']>;
  /** The score of one user; null if the user has no score. Staff and back ends may read all scores, Mentors their mentees' and their own, other users their own. Otherwise `FORBIDDEN`; content developers may not read scores. */
  score?: Maybe<Score>;
  /** Points for a full score, usually above 0. The LMS rescales submitted scores to this maximum. */
  scoreMaximum: Scalars['Float']['output'];
  /** All scores in this line item, in the LMS's order. Allowed for staff and back ends, otherwise `FORBIDDEN`. Depending on the LMS, users without a score are missing or have a null `resultScore`. */
  scores?: Maybe<ScoreConnection>;
  /** The scores of these users, in the requested order; null for users without a score. The permissions are those of `score`. One user whose score the caller may not read causes `FORBIDDEN` for the whole field. */
  scoresForUsers?: Maybe<Array<Maybe<Score>>>;
  /** Start of the submission period. Null if unlimited or not reported by the LMS; Canvas and Moodle never report it. */
  startDateTime?: Maybe<Scalars['DateTime']['output']>;
  /** How the scores of this column are distributed; for staff and back ends, else `FORBIDDEN`. Computed from the whole column, which is read once an operation. */
  statistics?: Maybe<ScoreStatistics>;
  /** The tool's own tag, such as `grade`, which distinguishes line items of the same resource. Not unique. Null if not set. */
  tag?: Maybe<Scalars['String']['output']>;
};


/** A column in the LMS gradebook, called a line item in AGS. A tool sees only its own line items. */
export type LineItemScoreArgs = {
  userId: Scalars['ID']['input'];
};


/** A column in the LMS gradebook, called a line item in AGS. A tool sees only its own line items. */
export type LineItemScoresArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ScoreFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** A column in the LMS gradebook, called a line item in AGS. A tool sees only its own line items. */
export type LineItemScoresForUsersArgs = {
  userIds: Array<Scalars['ID']['input']>;
};

/** A page of line items, in the LMS's order. It has exactly the requested number of rows, unless fewer are left. */
export type LineItemConnection = {
  __typename?: 'LineItemConnection';
  /** The rows with their cursors. */
  edges?: Maybe<Array<Maybe<LineItemEdge>>>;
  /** The rows without cursors. */
  nodes?: Maybe<Array<Maybe<LineItem>>>;
  /** Whether more rows exist, and the cursors to continue from. */
  pageInfo: PageInfo;
};

/** A row in a list of line items, with its cursor. */
export type LineItemEdge = {
  __typename?: 'LineItemEdge';
  /** Position of the row, for `after` and `before`. An opaque string, valid only for the same list, filter and launch. */
  cursor: Scalars['String']['output'];
  /** The row. Null with an error if the LMS sent a row that cannot be read. */
  node?: Maybe<LineItem>;
};

/** Filter for line items. A line item must match every given field; absent and null fields are ignored. */
export type LineItemFilter = {
  /** Exact match on `resourceId`. */
  resourceId?: InputMaybe<Scalars['String']['input']>;
  /** Exact match on `resourceLinkId`; see `launch.resourceLink.id`. */
  resourceLinkId?: InputMaybe<Scalars['String']['input']>;
  /** Exact match on `tag`. */
  tag?: InputMaybe<Scalars['String']['input']>;
};

/** A person on the course's roster. Names, e-mail address and picture are null if the LMS keeps them private. */
export type Member = {
  __typename?: 'Member';
  /** E-mail address. Null if the LMS keeps it private. */
  email?: Maybe<Scalars['String']['output']>;
  /** Family name. Null if the LMS keeps it private. */
  familyName?: Maybe<Scalars['String']['output']>;
  /** Given name. Null if the LMS keeps it private. */
  givenName?: Maybe<Scalars['String']['output']>;
  /** LTI user id within this LMS, as in `Score.userId` and `LaunchUser.id`. */
  id: Scalars['ID']['output'];
  /** Whether the person has the role Learner or one of its sub-roles, and is not staff. */
  isLearner: Scalars['Boolean']['output'];
  /** Whether the person has a role that can read and grade all scores. */
  isStaff: Scalars['Boolean']['output'];
  /** Middle name. Null if there is none, or the LMS keeps it private. */
  middleName?: Maybe<Scalars['String']['output']>;
  /** Full name. Null if the LMS keeps it private. */
  name?: Maybe<Scalars['String']['output']>;
  /** URL of a picture. Null if there is none, or the LMS keeps it private. */
  picture?: Maybe<Scalars['String']['output']>;
  /** Roles as the LMS sends them: URIs or short names. Use `isLearner` and `isStaff` to distinguish learners from staff. */
  roles: Array<Scalars['String']['output']>;
  /** This member's score in one column, for the callers of `LineItem.score`. Null if the member has no score. */
  score?: Maybe<Score>;
  /** This member's row of the gradebook, for the callers of `LineItem.score`: one entry per line item, null if there is no score. All members of an operation share the calls. `OPERATION_TOO_EXPENSIVE` for more than 100 line items. */
  scores?: Maybe<Array<Maybe<Score>>>;
  /** The school's own number for this person. Null if the LMS does not send it. */
  sourcedId?: Maybe<Scalars['String']['output']>;
  /** Whether this person takes part in the course. */
  status: MemberStatus;
};


/** A person on the course's roster. Names, e-mail address and picture are null if the LMS keeps them private. */
export type MemberScoreArgs = {
  lineItemId: Scalars['ID']['input'];
};


/** A person on the course's roster. Names, e-mail address and picture are null if the LMS keeps them private. */
export type MemberScoresArgs = {
  filter?: InputMaybe<LineItemFilter>;
  lineItemIds?: InputMaybe<Array<Scalars['ID']['input']>>;
};

/** A page of members of the course, in the LMS's order. It has exactly the requested number of rows, unless fewer are left. */
export type MemberConnection = {
  __typename?: 'MemberConnection';
  /** The rows with their cursors. */
  edges?: Maybe<Array<Maybe<MemberEdge>>>;
  /** The rows without cursors. */
  nodes?: Maybe<Array<Maybe<Member>>>;
  /** Whether more rows exist, and the cursors to continue from. */
  pageInfo: PageInfo;
};

/** A row in a list of members of the course, with its cursor. */
export type MemberEdge = {
  __typename?: 'MemberEdge';
  /** Position of the row, for `after` and `before`. An opaque string, valid only for the same list, filter and launch. */
  cursor: Scalars['String']['output'];
  /** The row. Null with an error if the LMS sent a row that cannot be read. */
  node?: Maybe<Member>;
};

/** Only members that match every given field. Without `status`, only active members match. */
export type MemberFilter = {
  /** Only learners, or only staff. If absent or null, any role matches. */
  role?: InputMaybe<MemberRole>;
  /** Only members with this status. If null, any status matches. */
  status?: InputMaybe<MemberStatus>;
  /** Only members with these LTI user ids: up to 500, otherwise `BAD_USER_INPUT`. Ids that are not on the roster are ignored. */
  userIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Only members without a score in this line item. Requires the right to read scores, otherwise `FORBIDDEN`. `BAD_USER_INPUT` if this launch has no such line item. */
  withoutScoreIn?: InputMaybe<Scalars['ID']['input']>;
};

/** Role of a member with regard to grades. */
export type MemberRole =
  /** Members with `isLearner`. */
  | 'LEARNER'
  /** Members with `isStaff`. */
  | 'STAFF';

/** Whether a person takes part in the course. */
export type MemberStatus =
  /** Takes part in the course. Also used if the LMS does not send a status. */
  | 'ACTIVE'
  /** Has left the course. */
  | 'DELETED'
  /** Suspended. Canvas, Moodle and Sakai do not list such members. */
  | 'INACTIVE';

export type Mutation = {
  __typename?: 'Mutation';
  /** Clears the score and the comment that the tool submitted for one user. Allowed for staff and back ends. Canvas and Moodle also remove a teacher's grade; some other LMSs keep it. */
  clearScore?: Maybe<ClearScorePayload>;
  /** Creates a line item. Allowed for staff, content developers and back ends. The gateway never retries it: after `OUTCOME_UNKNOWN`, search for your `resourceId` and `tag` before you retry, to avoid a duplicate. */
  createLineItem?: Maybe<CreateLineItemPayload>;
  /** Deletes a line item, on most LMSs with all its scores. Allowed for staff, content developers and back ends. Many LMSs reject it with `REJECTED` or `FORBIDDEN` for line items that the tool did not create. */
  deleteLineItem?: Maybe<DeleteLineItemPayload>;
  /** Finds a column by its key, or creates it; for staff, content developers and back ends. Never changes an existing column. Calls with the same key run one after the other, so repeating a call is safe, also after `OUTCOME_UNKNOWN`. */
  ensureLineItem?: Maybe<EnsureLineItemPayload>;
  /** Submits the score of one user; omitting `scoreGiven` or `comment` clears it. Allowed for staff and back ends; the gateway never retries it. On some LMSs, any `gradingProgress` except `FULLY_GRADED` removes the grade. */
  submitScore?: Maybe<SubmitScorePayload>;
  /** Submits the scores of several users in one line item. Allowed for staff and back ends. Each row is a separate call to the LMS, with its own outcome in `results`. */
  submitScores?: Maybe<SubmitScoresPayload>;
  /** Updates a line item: absent fields keep their values, null removes a value. Allowed for staff, content developers and back ends. Moodle rescales grades to a new maximum, and some LMSs reject changes to line items that the tool did not create. */
  updateLineItem?: Maybe<UpdateLineItemPayload>;
};


export type MutationClearScoreArgs = {
  input: ClearScoreInput;
};


export type MutationCreateLineItemArgs = {
  input: CreateLineItemInput;
};


export type MutationDeleteLineItemArgs = {
  input: DeleteLineItemInput;
};


export type MutationEnsureLineItemArgs = {
  input: EnsureLineItemInput;
};


export type MutationSubmitScoreArgs = {
  input: SubmitScoreInput;
};


export type MutationSubmitScoresArgs = {
  input: SubmitScoresInput;
};


export type MutationUpdateLineItemArgs = {
  input: UpdateLineItemInput;
};

/** An object that `node(id:)` can fetch by its id. */
export type Node = {
  /** Id of the object, unique among all nodes. */
  id: Scalars['ID']['output'];
};

/** Whether the list continues before and after this page, with the cursors to continue from. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** Cursor of the last edge; pass it as `after` to get the next page. Null if the page is empty. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** True if more rows follow or the LMS links to a next page. */
  hasNextPage: Scalars['Boolean']['output'];
  /** True if rows come before this page. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** Cursor of the first edge; pass it as `before` to get the previous page. Null if the page is empty. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

export type Query = {
  __typename?: 'Query';
  /** The current LTI launch: user, course, platform and services. Null when called with a service key, which has no launch. */
  launch?: Maybe<Launch>;
  /** A line item by its id. Null if this launch has no line item with this id. */
  lineItem?: Maybe<LineItem>;
  /** The tool's line items in this course's gradebook, in the LMS's order. All callers may read them. */
  lineItems?: Maybe<LineItemConnection>;
  /** The course's roster, in the LMS's order. Staff and back ends get everyone, Mentors get their mentees, others `FORBIDDEN`. `SERVICE_NOT_AVAILABLE` if the LMS or the LTIAAS account has no roster service. */
  members?: Maybe<MemberConnection>;
  /** The object with this id, which is always a line item. Null if this launch has no line item with this id. */
  node?: Maybe<Node>;
};


export type QueryLineItemArgs = {
  id: Scalars['ID']['input'];
};


export type QueryLineItemsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<LineItemFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryMembersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<MemberFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};

/** Why a write was rejected, if the gateway recognises the LMS's message. The gateway does not return the message, because it can contain personal data. */
export type RefusalReason =
  /** The course has ended and accepts no scores. */
  | 'COURSE_CONCLUDED'
  /** The learner's grading period is closed. */
  | 'GRADING_PERIOD_CLOSED'
  /** The LMS stores a newer score. Read it before you write again. */
  | 'NEWER_SCORE_STORED'
  /** The user is not a learner in this course, so the LMS does not accept scores for them. */
  | 'NOT_A_LEARNER'
  /** The activity is not published yet. A teacher can publish it. */
  | 'NOT_PUBLISHED'
  /** The line item belongs to the LMS or to another tool. */
  | 'NOT_THE_TOOLS_LINE_ITEM'
  /** The learner has no attempts left. On Canvas, a call with `canvas.newSubmission: false` does not count as an attempt. */
  | 'NO_ATTEMPTS_LEFT'
  /** The current score differs from the one in `onlyIf`. The gateway did not send the write. */
  | 'SCORE_HAS_CHANGED'
  /** The LMS does not accept `scoreGiven` or `scoreMaximum`. */
  | 'VALUE_OUT_OF_RANGE';

/** The current gradebook entry of one user in one line item, called a result in AGS. It may differ from the submitted score: LMSs rescale, cap and delay scores, and teachers change them. */
export type Score = {
  __typename?: 'Score';
  /** Feedback for the learner and teachers, as plain text or in the format of the LMS. Null if empty. Blackboard returns it only in `scores`, not for a single user. */
  comment?: Maybe<Scalars['String']['output']>;
  /** URL of the result in the LMS. If the LMS does not send one, the gateway builds an id from the line item and the user. */
  id: Scalars['ID']['output'];
  /** The line item of this score. Selecting it costs no LMS call if the operation has already read it. */
  lineItem?: Maybe<LineItem>;
  /** Points for a full score; 0 in a line item without points. 1 if the LMS does not report it. */
  resultMaximum: Scalars['Float']['output'];
  /** Points out of `resultMaximum`; higher values are extra credit. Null means no score; 0 is a score. */
  resultScore?: Maybe<Scalars['Float']['output']>;
  /** User id of the person who graded. Null if the LMS does not report it. */
  scoringUserId?: Maybe<Scalars['ID']['output']>;
  /** Time of the last change to the score. Null on LMSs that do not report it, such as Canvas. */
  timestamp?: Maybe<Scalars['DateTime']['output']>;
  /** The person with this score. Staff, back ends and Mentors get data from the roster; everyone gets their own. Null if the roster does not have this user, or the launch has no roster. */
  user?: Maybe<Member>;
  /** LTI user id of the graded user within this LMS. */
  userId: Scalars['ID']['output'];
};

/** A page of scores, in the LMS's order. It has exactly the requested number of rows, unless fewer are left. */
export type ScoreConnection = {
  __typename?: 'ScoreConnection';
  /** The rows with their cursors. */
  edges?: Maybe<Array<Maybe<ScoreEdge>>>;
  /** The rows without cursors. */
  nodes?: Maybe<Array<Maybe<Score>>>;
  /** Whether more rows exist, and the cursors to continue from. */
  pageInfo: PageInfo;
};

/** A row in a list of scores, with its cursor. */
export type ScoreEdge = {
  __typename?: 'ScoreEdge';
  /** Position of the row, for `after` and `before`. An opaque string, valid only for the same list, filter and launch. */
  cursor: Scalars['String']['output'];
  /** The row. Null with an error if the LMS sent a row that cannot be read. */
  node?: Maybe<Score>;
};

/** Only scores that match every given field. Fields that are absent or null match every score. */
export type ScoreFilter = {
  /** Only scores of at least this many points, on the scale of `LineItem.scoreMaximum`. Rows without a score do not match. */
  atLeast?: InputMaybe<Scalars['Float']['input']>;
  /** Only scores of fewer points than this, on the scale of `LineItem.scoreMaximum`. Rows without a score do not match. */
  below?: InputMaybe<Scalars['Float']['input']>;
  /** If true, only rows with a score, 0 included. If false, only rows without a score; many LMSs do not list them. */
  scored?: InputMaybe<Scalars['Boolean']['input']>;
};

/** The score that you last read, as a condition for a write. `{}` means that there is no score. The gateway compares and writes under one lock, but a person in the LMS can still write in between; on Canvas, `canvas.prioritizeNonToolGrade` prevents that. */
export type ScoreGuard = {
  /** `resultMaximum` exactly as you read it. If absent or null, any maximum matches. */
  resultMaximum?: InputMaybe<Scalars['Float']['input']>;
  /** `resultScore` exactly as you read it, not as you submitted it: the LMS can convert it. If absent or null, there must be no score. */
  resultScore?: InputMaybe<Scalars['Float']['input']>;
};

/** Score, comment and progress of one user in the line item. The LMS clears omitted values; partial updates are not possible. */
export type ScoreInput = {
  /** The user's progress in the activity. */
  activityProgress: ActivityProgress;
  /** Options that only Canvas supports. The gateway does not send them to other LMSs. */
  canvas?: InputMaybe<CanvasScoreInput>;
  /** Plain-text feedback for the learner and teachers. If absent, null or empty, the comment that the tool submitted before is CLEARED. Canvas instead adds each comment to the earlier ones. */
  comment?: InputMaybe<Scalars['String']['input']>;
  /** Progress of the grading. With any value except `FULLY_GRADED`, some LMSs remove the existing grade, even one from a teacher. Moodle does so, and Canvas except with `PENDING_MANUAL`. */
  gradingProgress: GradingProgress;
  /** Writes only if the gradebook still shows this score, otherwise returns `CONFLICT` with the reason `SCORE_HAS_CHANGED`. Costs one more call, and for all rows of a bulk call one read of the column. If absent or null, there is no condition. */
  onlyIf?: InputMaybe<ScoreGuard>;
  /** Points out of `scoreMaximum`: 0 or more. 0 is a score; values above the maximum are extra credit. If absent or null, the score that the tool submitted before is CLEARED. */
  scoreGiven?: InputMaybe<Scalars['Float']['input']>;
  /** Maximum that `scoreGiven` is based on; must be above 0. Required with `scoreGiven`, otherwise `REQUIRED`. Do not rescale scores: the LMS rescales them to the line item. */
  scoreMaximum?: InputMaybe<Scalars['Float']['input']>;
  /** LTI user id of the person who graded. A person can send only their own id, otherwise `INVALID`; a back end can send any. Some LMSs, such as Canvas, ignore it. */
  scoringUserId?: InputMaybe<Scalars['ID']['input']>;
  /** When the learner worked. Without it, an LMS can use the time of this call and mark the work as late. */
  submission?: InputMaybe<SubmissionInput>;
  /** LTI user id of the user to grade, as in `Score.userId` and `LaunchUser.id`. Most LMSs accept only learners. */
  userId: Scalars['ID']['input'];
};

/** Distribution of a column's scores, in points of `LineItem.scoreMaximum`; scores on another scale are converted. Rows without a score and unreadable rows do not count. Rows with a `resultMaximum` of 0 count only if `scoreMaximum` is 0. */
export type ScoreStatistics = {
  __typename?: 'ScoreStatistics';
  /** First quartile by linear interpolation, in points of `LineItem.scoreMaximum`. Null if there are no scores. */
  lowerQuartile?: Maybe<Scalars['Float']['output']>;
  /** Highest score, in points of `LineItem.scoreMaximum`. Null if there are no scores. */
  maximum?: Maybe<Scalars['Float']['output']>;
  /** Arithmetic mean, in points of `LineItem.scoreMaximum`. Null if there are no scores. */
  mean?: Maybe<Scalars['Float']['output']>;
  /** Median, in points of `LineItem.scoreMaximum`. Null if there are no scores. */
  median?: Maybe<Scalars['Float']['output']>;
  /** Lowest score, in points of `LineItem.scoreMaximum`. Null if there are no scores. */
  minimum?: Maybe<Scalars['Float']['output']>;
  /** Number of scores. */
  scored: Scalars['Int']['output'];
  /** Number of active learners on the roster without a score. Null if the launch has no roster, and null with an error if the roster cannot be read. */
  unscored?: Maybe<Scalars['Int']['output']>;
  /** Third quartile by linear interpolation, in points of `LineItem.scoreMaximum`. Null if there are no scores. */
  upperQuartile?: Maybe<Scalars['Float']['output']>;
};

/** Whether one service works in this launch. */
export type ServiceCheck = {
  __typename?: 'ServiceCheck';
  /** What to do, as text for the person in `fixedBy`. Null if there is nothing to do. */
  advice?: Maybe<Scalars['String']['output']>;
  /** The `extensions.code` that operations return. Null if it works, or if that is unknown. */
  code?: Maybe<Scalars['String']['output']>;
  /** Who can fix it. Null if there is nothing to fix. */
  fixedBy?: Maybe<ServiceFixer>;
  /** What the check tried. */
  name: ServiceCheckName;
  /** Whether it works. Null if only a write would show it, or if there is no line item or member to try it with. */
  ok?: Maybe<Scalars['Boolean']['output']>;
};

/** What a check tries. */
export type ServiceCheckName =
  /** Whether the LMS and the LTIAAS account offer the grades service. */
  | 'GRADES_SERVICE'
  /** Whether LTIAAS still knows the launch. */
  | 'LAUNCH'
  /** Whether the LMS grants the scope to create, change and delete line items. */
  | 'MANAGE_LINE_ITEMS'
  /** Whether the LMS shows the names of members. */
  | 'MEMBER_NAMES'
  /** Whether line items can be read. */
  | 'READ_LINE_ITEMS'
  /** Whether the scores of a line item can be read. */
  | 'READ_SCORES'
  /** Whether the members of the course can be read. */
  | 'ROSTER'
  /** Whether the LMS grants the scope to submit scores. */
  | 'SUBMIT_SCORES';

/** Who can fix a service that does not work. */
export type ServiceFixer =
  /** The staff of the course. */
  | 'COURSE_STAFF'
  /** An administrator of the LMS, in the registration of the tool. */
  | 'LMS_ADMINISTRATOR'
  /** The owner of the LTIAAS account. */
  | 'LTIAAS_ACCOUNT'
  /** No action is required: try again later. */
  | 'NOBODY';

/** When the learner worked. The LMS uses it to decide whether work is late. */
export type SubmissionInput = {
  /** When the learner started. Most LMSs ignore it. */
  startedAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** When the learner submitted. `INVALID` if it is before `startedAt`. Canvas shows it instead of the time of this call and rejects a time in the future; Moodle ignores it. */
  submittedAt?: InputMaybe<Scalars['DateTime']['input']>;
};

/** Score, comment and progress of one user in one line item. The LMS clears omitted values; partial updates are not possible. */
export type SubmitScoreInput = {
  /** The user's progress in the activity. */
  activityProgress: ActivityProgress;
  /** Options that only Canvas supports. The gateway does not send them to other LMSs. */
  canvas?: InputMaybe<CanvasScoreInput>;
  /** Plain-text feedback for the learner and teachers. If absent, null or empty, the comment that the tool submitted before is CLEARED. Canvas instead adds each comment to the earlier ones. */
  comment?: InputMaybe<Scalars['String']['input']>;
  /** Progress of the grading. With any value except `FULLY_GRADED`, some LMSs remove the existing grade, even one from a teacher. Moodle does so, and Canvas except with `PENDING_MANUAL`. */
  gradingProgress: GradingProgress;
  /** Id of the line item. */
  lineItemId: Scalars['ID']['input'];
  /** Writes only if the gradebook still shows this score, otherwise returns `CONFLICT` with the reason `SCORE_HAS_CHANGED`. Costs one more call, and for all rows of a bulk call one read of the column. If absent or null, there is no condition. */
  onlyIf?: InputMaybe<ScoreGuard>;
  /** Points out of `scoreMaximum`: 0 or more. 0 is a score; values above the maximum are extra credit. If absent or null, the score that the tool submitted before is CLEARED. */
  scoreGiven?: InputMaybe<Scalars['Float']['input']>;
  /** Maximum that `scoreGiven` is based on; must be above 0. Required with `scoreGiven`, otherwise `REQUIRED`. Do not rescale scores: the LMS rescales them to the line item. */
  scoreMaximum?: InputMaybe<Scalars['Float']['input']>;
  /** LTI user id of the person who graded. A person can send only their own id, otherwise `INVALID`; a back end can send any. Some LMSs, such as Canvas, ignore it. */
  scoringUserId?: InputMaybe<Scalars['ID']['input']>;
  /** When the learner worked. Without it, an LMS can use the time of this call and mark the work as late. */
  submission?: InputMaybe<SubmissionInput>;
  /** LTI user id of the user to grade, as in `Score.userId` and `LaunchUser.id`. Most LMSs accept only learners. */
  userId: Scalars['ID']['input'];
};

/** Result of `submitScore`. */
export type SubmitScorePayload = {
  __typename?: 'SubmitScorePayload';
  /** True only if LTIAAS confirmed the write. The gradebook may show it with a delay. */
  accepted: Scalars['Boolean']['output'];
  /** The line item. Null if nothing was accepted. Selecting its own fields other than `id` costs an LMS call. */
  lineItem?: Maybe<LineItem>;
  /** The score in the gradebook, read back only if selected; it may differ from the submitted score or lag behind it. Null if the user has no score or nothing was accepted; after `SCORE_HAS_CHANGED`, the current score. */
  score?: Maybe<Score>;
  /** Why the write failed; empty on success. The HTTP status is 200 either way. */
  userErrors: Array<UserError>;
};

/** Result of one row of `submitScores`. */
export type SubmitScoreResult = {
  __typename?: 'SubmitScoreResult';
  /** True only if LTIAAS confirmed the write. The gradebook may show it with a delay. */
  accepted: Scalars['Boolean']['output'];
  /** The score in the gradebook, read back only if selected; it may differ from the submitted score or lag behind it. Null if the user has no score or nothing was accepted; after `SCORE_HAS_CHANGED`, the current score. All rows together cost one read of the line item's scores. */
  score?: Maybe<Score>;
  /** Why the write of this row failed; empty on success. */
  userErrors: Array<UserError>;
  /** LTI user id, as in the input. */
  userId: Scalars['ID']['output'];
};

/** Scores of several users in one line item. */
export type SubmitScoresInput = {
  /** Id of the line item. */
  lineItemId: Scalars['ID']['input'];
  /** 1 to 250 scores, at most one per user. An invalid or rejected score does not affect the others. */
  scores: Array<ScoreInput>;
};

/** Result of `submitScores`. */
export type SubmitScoresPayload = {
  __typename?: 'SubmitScoresPayload';
  /** Number of accepted rows. */
  acceptedCount: Scalars['Int']['output'];
  /** The line item. Null if nothing was accepted. Selecting its own fields other than `id` costs an LMS call. */
  lineItem?: Maybe<LineItem>;
  /** One result per row, in the order of the input. Empty if the call failed as a whole. */
  results: Array<SubmitScoreResult>;
  /** Why the call failed as a whole; empty otherwise. For errors of single rows, see `results`. */
  userErrors: Array<UserError>;
};

/** Changes to a line item. Absent fields keep their values; null removes a value. Properties that this schema does not define are kept. */
export type UpdateLineItemInput = {
  /** End of the submission period; must not be before `startDateTime`. The LMS may change it. Canvas accepts it but never returns it. */
  endDateTime?: InputMaybe<Scalars['DateTime']['input']>;
  /** Whether the tool wants learners to see the grades. The LMS decides. */
  gradesReleased?: InputMaybe<Scalars['Boolean']['input']>;
  /** Id of the line item to update. */
  id: Scalars['ID']['input'];
  /** New name of the column. Must not be blank. Null causes the error `REQUIRED`: the label cannot be removed. */
  label?: InputMaybe<Scalars['String']['input']>;
  /** The tool's own id for the graded resource. Must not be empty. */
  resourceId?: InputMaybe<Scalars['String']['input']>;
  /** Id of the activity to bind the line item to. It must exist in this course and belong to this tool, otherwise `NOT_FOUND`. Most LMSs do not allow an update to change it. */
  resourceLinkId?: InputMaybe<Scalars['String']['input']>;
  /** New points for a full score; must be above 0. Null causes the error `REQUIRED`: the maximum cannot be removed. On Moodle a new maximum rescales every stored grade. */
  scoreMaximum?: InputMaybe<Scalars['Float']['input']>;
  /** Start of the submission period. The LMS may change it. Canvas accepts it but never returns it. */
  startDateTime?: InputMaybe<Scalars['DateTime']['input']>;
  /** The tool's own tag, such as `grade`. Must not be empty. */
  tag?: InputMaybe<Scalars['String']['input']>;
};

/** Result of `updateLineItem`. */
export type UpdateLineItemPayload = {
  __typename?: 'UpdateLineItemPayload';
  /** The line item after the update. Null if it was not changed or the outcome is unknown. */
  lineItem?: Maybe<LineItem>;
  /** Why the write failed; empty on success. The HTTP status is 200 either way. */
  userErrors: Array<UserError>;
};

/** Reason for a failed write or an unknown outcome. Handle errors by `code`; `message` is for developers. */
export type UserError = {
  __typename?: 'UserError';
  /** Kind of error. */
  code: UserErrorCode;
  /** Path of the invalid value within `input`, such as `["scores", "3", "scoreGiven"]`. Null if no part of the input caused the error. */
  field?: Maybe<Array<Scalars['String']['output']>>;
  /** What is wrong and what is allowed. Do not show it to learners. */
  message: Scalars['String']['output'];
  /** Why the write was rejected, in addition to `code`. Null if the gateway does not recognise the reason, and for `OUTCOME_UNKNOWN`. */
  reason?: Maybe<RefusalReason>;
};

/** Reason for a failed write or an unknown outcome. */
export type UserErrorCode =
  /** A text is blank. Nothing was written. */
  | 'BLANK'
  /** The LMS holds newer data, for example a grade that a teacher has entered since. Nothing was written. Read the data again before you retry. */
  | 'CONFLICT'
  /** The LMS does not allow the tool to do this (HTTP 403). Nothing was written. */
  | 'FORBIDDEN'
  /** A value is out of range or malformed. Nothing was written. */
  | 'INVALID'
  /** The line item, user or resource link does not exist in this launch or in the LMS. */
  | 'NOT_FOUND'
  /** The gateway sent the write but received no clear response, so it may or may not have succeeded. The message explains what is safe to do. */
  | 'OUTCOME_UNKNOWN'
  /** LTIAAS or the LMS limits the request rate. Nothing was written; retry later. */
  | 'RATE_LIMITED'
  /** The LMS rejected the write, for example because the user cannot be graded. Nothing was written. */
  | 'REJECTED'
  /** A required value is missing or null. Nothing was written. */
  | 'REQUIRED'
  /** The gateway could not send the write to LTIAAS or the LMS. Nothing was written; you can retry. */
  | 'UNAVAILABLE';

export type ChecksQueryVariables = Exact<{ [key: string]: never; }>;


export type ChecksQuery = { __typename?: 'Query', launch?: { __typename?: 'Launch', context?: { __typename?: 'LaunchContext', id: string, label?: string | null, title?: string | null } | null, platform: { __typename?: 'LaunchPlatform', id: string, name?: string | null, deploymentId?: string | null }, checks?: Array<{ __typename?: 'ServiceCheck', name: ServiceCheckName, ok?: boolean | null, code?: string | null, advice?: string | null, fixedBy?: ServiceFixer | null }> | null } | null };

export type ClearScoreMutationVariables = Exact<{
  input: ClearScoreInput;
}>;


export type ClearScoreMutation = { __typename?: 'Mutation', clearScore?: { __typename?: 'ClearScorePayload', accepted: boolean, userErrors: Array<{ __typename?: 'UserError', code: UserErrorCode, message: string, field?: Array<string> | null }> } | null };

export type CreateLineItemMutationVariables = Exact<{
  input: CreateLineItemInput;
}>;


export type CreateLineItemMutation = { __typename?: 'Mutation', createLineItem?: { __typename?: 'CreateLineItemPayload', lineItem?: { __typename?: 'LineItem', id: string, label: string, scoreMaximum: number, resourceLinkId?: string | null, resourceId?: string | null, tag?: string | null, startDateTime?: string | null, endDateTime?: string | null, gradesReleased?: boolean | null } | null, userErrors: Array<{ __typename?: 'UserError', code: UserErrorCode, message: string, field?: Array<string> | null }> } | null };

export type DeleteLineItemMutationVariables = Exact<{
  input: DeleteLineItemInput;
}>;


export type DeleteLineItemMutation = { __typename?: 'Mutation', deleteLineItem?: { __typename?: 'DeleteLineItemPayload', deletedLineItemId?: string | null, userErrors: Array<{ __typename?: 'UserError', code: UserErrorCode, message: string, field?: Array<string> | null }> } | null };

export type EnsureLineItemMutationVariables = Exact<{
  input: EnsureLineItemInput;
}>;


export type EnsureLineItemMutation = { __typename?: 'Mutation', ensureLineItem?: { __typename?: 'EnsureLineItemPayload', created: boolean, lineItem?: { __typename?: 'LineItem', id: string, label: string, scoreMaximum: number, resourceId?: string | null, tag?: string | null } | null, duplicates: Array<{ __typename?: 'LineItem', id: string, label: string }>, userErrors: Array<{ __typename?: 'UserError', code: UserErrorCode, message: string, field?: Array<string> | null, reason?: RefusalReason | null }> } | null };

export type GradebookQueryVariables = Exact<{
  userIds: Array<Scalars['ID']['input']> | Scalars['ID']['input'];
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
}>;


export type GradebookQuery = { __typename?: 'Query', lineItems?: { __typename?: 'LineItemConnection', edges?: Array<{ __typename?: 'LineItemEdge', node?: { __typename?: 'LineItem', id: string, label: string, scoreMaximum: number, scoresForUsers?: Array<{ __typename?: 'Score', id: string, userId: string, resultScore?: number | null, resultMaximum: number, comment?: string | null } | null> | null } | null } | null> | null, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, hasPreviousPage: boolean, startCursor?: string | null, endCursor?: string | null } } | null };

export type GradebookByLearnerQueryVariables = Exact<{
  lineItemIds: Array<Scalars['ID']['input']> | Scalars['ID']['input'];
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type GradebookByLearnerQuery = { __typename?: 'Query', members?: { __typename?: 'MemberConnection', edges?: Array<{ __typename?: 'MemberEdge', cursor: string, node?: { __typename?: 'Member', id: string, name?: string | null, scores?: Array<{ __typename?: 'Score', id: string, userId: string, resultScore?: number | null, resultMaximum: number, comment?: string | null } | null> | null } | null } | null> | null, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, hasPreviousPage: boolean, startCursor?: string | null, endCursor?: string | null } } | null };

export type GradebookColumnsQueryVariables = Exact<{
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  firstScores?: InputMaybe<Scalars['Int']['input']>;
}>;


export type GradebookColumnsQuery = { __typename?: 'Query', lineItems?: { __typename?: 'LineItemConnection', edges?: Array<{ __typename?: 'LineItemEdge', node?: { __typename?: 'LineItem', id: string, label: string, scoreMaximum: number, scores?: { __typename?: 'ScoreConnection', edges?: Array<{ __typename?: 'ScoreEdge', node?: { __typename?: 'Score', id: string, userId: string, resultScore?: number | null, resultMaximum: number, comment?: string | null } | null } | null> | null, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, endCursor?: string | null } } | null } | null } | null> | null, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, endCursor?: string | null } } | null };

export type LaunchQueryVariables = Exact<{ [key: string]: never; }>;


export type LaunchQuery = { __typename?: 'Query', launch?: { __typename?: 'Launch', user: { __typename?: 'LaunchUser', id: string, name?: string | null }, permissions: { __typename?: 'LaunchPermissions', manageLineItems: boolean, readAllScores: boolean, gradeLearners: boolean }, context?: { __typename?: 'LaunchContext', title?: string | null } | null, platform: { __typename?: 'LaunchPlatform', name?: string | null } } | null };

export type LineItemsQueryVariables = Exact<{
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<LineItemFilter>;
}>;


export type LineItemsQuery = { __typename?: 'Query', lineItems?: { __typename?: 'LineItemConnection', edges?: Array<{ __typename?: 'LineItemEdge', cursor: string, node?: { __typename?: 'LineItem', id: string, label: string, scoreMaximum: number, resourceLinkId?: string | null, resourceId?: string | null, tag?: string | null } | null } | null> | null, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, hasPreviousPage: boolean, startCursor?: string | null, endCursor?: string | null } } | null };

export type MyGradesQueryVariables = Exact<{
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
}>;


export type MyGradesQuery = { __typename?: 'Query', lineItems?: { __typename?: 'LineItemConnection', edges?: Array<{ __typename?: 'LineItemEdge', node?: { __typename?: 'LineItem', id: string, label: string, scoreMaximum: number, myScore?: { __typename?: 'Score', id: string, resultScore?: number | null, resultMaximum: number, comment?: string | null, timestamp?: string | null } | null } | null } | null> | null, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, hasPreviousPage: boolean, startCursor?: string | null, endCursor?: string | null } } | null };

export type RosterQueryVariables = Exact<{
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<MemberFilter>;
}>;


export type RosterQuery = { __typename?: 'Query', members?: { __typename?: 'MemberConnection', edges?: Array<{ __typename?: 'MemberEdge', cursor: string, node?: { __typename?: 'Member', id: string, name?: string | null, givenName?: string | null, familyName?: string | null, email?: string | null, isLearner: boolean, isStaff: boolean, status: MemberStatus } | null } | null> | null, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, hasPreviousPage: boolean, startCursor?: string | null, endCursor?: string | null } } | null };

export type ScoresQueryVariables = Exact<{
  lineItemId: Scalars['ID']['input'];
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
}>;


export type ScoresQuery = { __typename?: 'Query', lineItem?: { __typename?: 'LineItem', id: string, scores?: { __typename?: 'ScoreConnection', edges?: Array<{ __typename?: 'ScoreEdge', cursor: string, node?: { __typename?: 'Score', id: string, userId: string, resultScore?: number | null, resultMaximum: number, comment?: string | null, timestamp?: string | null } | null } | null> | null, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, hasPreviousPage: boolean, startCursor?: string | null, endCursor?: string | null } } | null } | null };

export type StatisticsQueryVariables = Exact<{
  lineItemId: Scalars['ID']['input'];
}>;


export type StatisticsQuery = { __typename?: 'Query', lineItem?: { __typename?: 'LineItem', id: string, statistics?: { __typename?: 'ScoreStatistics', scored: number, unscored?: number | null, minimum?: number | null, lowerQuartile?: number | null, median?: number | null, mean?: number | null, upperQuartile?: number | null, maximum?: number | null } | null } | null };

export type SubmitScoreMutationVariables = Exact<{
  input: SubmitScoreInput;
}>;


export type SubmitScoreMutation = { __typename?: 'Mutation', submitScore?: { __typename?: 'SubmitScorePayload', accepted: boolean, score?: { __typename?: 'Score', id: string, userId: string, resultScore?: number | null, resultMaximum: number, comment?: string | null } | null, userErrors: Array<{ __typename?: 'UserError', code: UserErrorCode, message: string, field?: Array<string> | null }> } | null };

export type SubmitScoresMutationVariables = Exact<{
  input: SubmitScoresInput;
}>;


export type SubmitScoresMutation = { __typename?: 'Mutation', submitScores?: { __typename?: 'SubmitScoresPayload', acceptedCount: number, results: Array<{ __typename?: 'SubmitScoreResult', userId: string, accepted: boolean, userErrors: Array<{ __typename?: 'UserError', code: UserErrorCode, message: string, field?: Array<string> | null }> }>, userErrors: Array<{ __typename?: 'UserError', code: UserErrorCode, message: string, field?: Array<string> | null }> } | null };

export type UpdateLineItemMutationVariables = Exact<{
  input: UpdateLineItemInput;
}>;


export type UpdateLineItemMutation = { __typename?: 'Mutation', updateLineItem?: { __typename?: 'UpdateLineItemPayload', lineItem?: { __typename?: 'LineItem', id: string, label: string, scoreMaximum: number, resourceLinkId?: string | null, resourceId?: string | null, tag?: string | null, startDateTime?: string | null, endDateTime?: string | null, gradesReleased?: boolean | null } | null, userErrors: Array<{ __typename?: 'UserError', code: UserErrorCode, message: string, field?: Array<string> | null }> } | null };

export type UpdateScoreMutationVariables = Exact<{
  input: SubmitScoreInput;
}>;


export type UpdateScoreMutation = { __typename?: 'Mutation', submitScore?: { __typename?: 'SubmitScorePayload', accepted: boolean, score?: { __typename?: 'Score', id: string, userId: string, resultScore?: number | null, resultMaximum: number, comment?: string | null } | null, userErrors: Array<{ __typename?: 'UserError', code: UserErrorCode, message: string, field?: Array<string> | null, reason?: RefusalReason | null }> } | null };


export const ChecksDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Checks"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"launch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"context"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}},{"kind":"Field","name":{"kind":"Name","value":"platform"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"deploymentId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"checks"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"ok"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"advice"}},{"kind":"Field","name":{"kind":"Name","value":"fixedBy"}}]}}]}}]}}]} as unknown as DocumentNode<ChecksQuery, ChecksQueryVariables>;
export const ClearScoreDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ClearScore"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ClearScoreInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"clearScore"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]}}]} as unknown as DocumentNode<ClearScoreMutation, ClearScoreMutationVariables>;
export const CreateLineItemDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateLineItem"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateLineItemInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createLineItem"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lineItem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"scoreMaximum"}},{"kind":"Field","name":{"kind":"Name","value":"resourceLinkId"}},{"kind":"Field","name":{"kind":"Name","value":"resourceId"}},{"kind":"Field","name":{"kind":"Name","value":"tag"}},{"kind":"Field","name":{"kind":"Name","value":"startDateTime"}},{"kind":"Field","name":{"kind":"Name","value":"endDateTime"}},{"kind":"Field","name":{"kind":"Name","value":"gradesReleased"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]}}]} as unknown as DocumentNode<CreateLineItemMutation, CreateLineItemMutationVariables>;
export const DeleteLineItemDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteLineItem"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteLineItemInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteLineItem"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletedLineItemId"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]}}]} as unknown as DocumentNode<DeleteLineItemMutation, DeleteLineItemMutationVariables>;
export const EnsureLineItemDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"EnsureLineItem"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"EnsureLineItemInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ensureLineItem"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lineItem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"scoreMaximum"}},{"kind":"Field","name":{"kind":"Name","value":"resourceId"}},{"kind":"Field","name":{"kind":"Name","value":"tag"}}]}},{"kind":"Field","name":{"kind":"Name","value":"created"}},{"kind":"Field","name":{"kind":"Name","value":"duplicates"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"label"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}}]}}]}}]} as unknown as DocumentNode<EnsureLineItemMutation, EnsureLineItemMutationVariables>;
export const GradebookDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Gradebook"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"userIds"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"last"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"before"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lineItems"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"Variable","name":{"kind":"Name","value":"last"}}},{"kind":"Argument","name":{"kind":"Name","value":"before"},"value":{"kind":"Variable","name":{"kind":"Name","value":"before"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"scoreMaximum"}},{"kind":"Field","name":{"kind":"Name","value":"scoresForUsers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"userIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"userIds"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"userId"}},{"kind":"Field","name":{"kind":"Name","value":"resultScore"}},{"kind":"Field","name":{"kind":"Name","value":"resultMaximum"}},{"kind":"Field","name":{"kind":"Name","value":"comment"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<GradebookQuery, GradebookQueryVariables>;
export const GradebookByLearnerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"GradebookByLearner"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"lineItemIds"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"members"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"role"},"value":{"kind":"EnumValue","value":"LEARNER"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"scores"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"lineItemIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"lineItemIds"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"userId"}},{"kind":"Field","name":{"kind":"Name","value":"resultScore"}},{"kind":"Field","name":{"kind":"Name","value":"resultMaximum"}},{"kind":"Field","name":{"kind":"Name","value":"comment"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<GradebookByLearnerQuery, GradebookByLearnerQueryVariables>;
export const GradebookColumnsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"GradebookColumns"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"firstScores"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lineItems"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"scoreMaximum"}},{"kind":"Field","name":{"kind":"Name","value":"scores"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"firstScores"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"userId"}},{"kind":"Field","name":{"kind":"Name","value":"resultScore"}},{"kind":"Field","name":{"kind":"Name","value":"resultMaximum"}},{"kind":"Field","name":{"kind":"Name","value":"comment"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<GradebookColumnsQuery, GradebookColumnsQueryVariables>;
export const LaunchDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Launch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"launch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"permissions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"manageLineItems"}},{"kind":"Field","name":{"kind":"Name","value":"readAllScores"}},{"kind":"Field","name":{"kind":"Name","value":"gradeLearners"}}]}},{"kind":"Field","name":{"kind":"Name","value":"context"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}}]}},{"kind":"Field","name":{"kind":"Name","value":"platform"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<LaunchQuery, LaunchQueryVariables>;
export const LineItemsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LineItems"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"last"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"before"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"LineItemFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lineItems"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"Variable","name":{"kind":"Name","value":"last"}}},{"kind":"Argument","name":{"kind":"Name","value":"before"},"value":{"kind":"Variable","name":{"kind":"Name","value":"before"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"scoreMaximum"}},{"kind":"Field","name":{"kind":"Name","value":"resourceLinkId"}},{"kind":"Field","name":{"kind":"Name","value":"resourceId"}},{"kind":"Field","name":{"kind":"Name","value":"tag"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<LineItemsQuery, LineItemsQueryVariables>;
export const MyGradesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"MyGrades"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"last"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"before"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lineItems"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"Variable","name":{"kind":"Name","value":"last"}}},{"kind":"Argument","name":{"kind":"Name","value":"before"},"value":{"kind":"Variable","name":{"kind":"Name","value":"before"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"scoreMaximum"}},{"kind":"Field","name":{"kind":"Name","value":"myScore"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"resultScore"}},{"kind":"Field","name":{"kind":"Name","value":"resultMaximum"}},{"kind":"Field","name":{"kind":"Name","value":"comment"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<MyGradesQuery, MyGradesQueryVariables>;
export const RosterDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Roster"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"last"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"before"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"MemberFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"members"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"Variable","name":{"kind":"Name","value":"last"}}},{"kind":"Argument","name":{"kind":"Name","value":"before"},"value":{"kind":"Variable","name":{"kind":"Name","value":"before"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"givenName"}},{"kind":"Field","name":{"kind":"Name","value":"familyName"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"isLearner"}},{"kind":"Field","name":{"kind":"Name","value":"isStaff"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<RosterQuery, RosterQueryVariables>;
export const ScoresDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Scores"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"lineItemId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"last"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"before"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lineItem"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"lineItemId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"scores"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"Variable","name":{"kind":"Name","value":"last"}}},{"kind":"Argument","name":{"kind":"Name","value":"before"},"value":{"kind":"Variable","name":{"kind":"Name","value":"before"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"userId"}},{"kind":"Field","name":{"kind":"Name","value":"resultScore"}},{"kind":"Field","name":{"kind":"Name","value":"resultMaximum"}},{"kind":"Field","name":{"kind":"Name","value":"comment"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ScoresQuery, ScoresQueryVariables>;
export const StatisticsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Statistics"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"lineItemId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lineItem"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"lineItemId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"statistics"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"scored"}},{"kind":"Field","name":{"kind":"Name","value":"unscored"}},{"kind":"Field","name":{"kind":"Name","value":"minimum"}},{"kind":"Field","name":{"kind":"Name","value":"lowerQuartile"}},{"kind":"Field","name":{"kind":"Name","value":"median"}},{"kind":"Field","name":{"kind":"Name","value":"mean"}},{"kind":"Field","name":{"kind":"Name","value":"upperQuartile"}},{"kind":"Field","name":{"kind":"Name","value":"maximum"}}]}}]}}]}}]} as unknown as DocumentNode<StatisticsQuery, StatisticsQueryVariables>;
export const SubmitScoreDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SubmitScore"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SubmitScoreInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"submitScore"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"score"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"userId"}},{"kind":"Field","name":{"kind":"Name","value":"resultScore"}},{"kind":"Field","name":{"kind":"Name","value":"resultMaximum"}},{"kind":"Field","name":{"kind":"Name","value":"comment"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]}}]} as unknown as DocumentNode<SubmitScoreMutation, SubmitScoreMutationVariables>;
export const SubmitScoresDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SubmitScores"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SubmitScoresInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"submitScores"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"acceptedCount"}},{"kind":"Field","name":{"kind":"Name","value":"results"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userId"}},{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]}}]} as unknown as DocumentNode<SubmitScoresMutation, SubmitScoresMutationVariables>;
export const UpdateLineItemDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateLineItem"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateLineItemInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateLineItem"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lineItem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"scoreMaximum"}},{"kind":"Field","name":{"kind":"Name","value":"resourceLinkId"}},{"kind":"Field","name":{"kind":"Name","value":"resourceId"}},{"kind":"Field","name":{"kind":"Name","value":"tag"}},{"kind":"Field","name":{"kind":"Name","value":"startDateTime"}},{"kind":"Field","name":{"kind":"Name","value":"endDateTime"}},{"kind":"Field","name":{"kind":"Name","value":"gradesReleased"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]}}]} as unknown as DocumentNode<UpdateLineItemMutation, UpdateLineItemMutationVariables>;
export const UpdateScoreDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateScore"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SubmitScoreInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"submitScore"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"score"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"userId"}},{"kind":"Field","name":{"kind":"Name","value":"resultScore"}},{"kind":"Field","name":{"kind":"Name","value":"resultMaximum"}},{"kind":"Field","name":{"kind":"Name","value":"comment"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}}]}}]}}]} as unknown as DocumentNode<UpdateScoreMutation, UpdateScoreMutationVariables>;