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
  /** A point in time as RFC 3339 has it, with a zone: `2026-03-14T09:30:00Z`. Answers are always in UTC; what an LMS sends without a zone is read as UTC. */
  DateTime: { input: string; output: string; }
};

/** How far the user has come. */
export type ActivityProgress =
  /** Done. */
  | 'COMPLETED'
  /** Not begun, or reset for this user. */
  | 'INITIALIZED'
  /** Being drafted; comments are welcome. */
  | 'IN_PROGRESS'
  /** Begun. */
  | 'STARTED'
  /** Submitted at least once; the user may submit again. */
  | 'SUBMITTED';

/** Whose score to clear. */
export type ClearScoreInput = {
  /** The line item. */
  lineItemId: Scalars['ID']['input'];
  /** The user whose score and comment go. */
  userId: Scalars['ID']['input'];
};

/** What came of `clearScore`. */
export type ClearScorePayload = {
  __typename?: 'ClearScorePayload';
  /** True only where LTIAAS said yes. The gradebook may show it a little later. */
  accepted: Scalars['Boolean']['output'];
  /** The column. Null where nothing was accepted. Its own members cost a call where selected. */
  lineItem?: Maybe<LineItem>;
  /** Empty where all went well. Otherwise what stood against it; HTTP status is 200 all the same. */
  userErrors: Array<UserError>;
};

/** A new column of the gradebook. */
export type CreateLineItemInput = {
  /** Until when submissions are taken; not before `startDateTime`. The LMS may change it. */
  endDateTime?: InputMaybe<Scalars['DateTime']['input']>;
  /** Whether learners should see the grades. A hint: the LMS decides. */
  gradesReleased?: InputMaybe<Scalars['Boolean']['input']>;
  /** What the column is called. Not blank. */
  label: Scalars['String']['input'];
  /** The tool's own key for what is graded. Not empty. */
  resourceId?: InputMaybe<Scalars['String']['input']>;
  /** The activity in the LMS to bind the column to; it must exist in this course and be one of this tool, else `NOT_FOUND`. Most LMSs let no update change it. */
  resourceLinkId?: InputMaybe<Scalars['String']['input']>;
  /** Points for a full score. Above 0. */
  scoreMaximum: Scalars['Float']['input'];
  /** From when on submissions are taken. The LMS may change it. */
  startDateTime?: InputMaybe<Scalars['DateTime']['input']>;
  /** The tool's own mark, such as `grade`. Not empty. */
  tag?: InputMaybe<Scalars['String']['input']>;
};

/** What came of `createLineItem`. */
export type CreateLineItemPayload = {
  __typename?: 'CreateLineItemPayload';
  /** The new line item as the LMS made it. Null: none was made, or nobody knows. */
  lineItem?: Maybe<LineItem>;
  /** Empty where all went well. Otherwise what stood against it; HTTP status is 200 all the same. */
  userErrors: Array<UserError>;
};

export type DeleteLineItemInput = {
  /** The line item to delete. On most LMSs its scores go with it. */
  id: Scalars['ID']['input'];
};

/** What came of `deleteLineItem`. */
export type DeleteLineItemPayload = {
  __typename?: 'DeleteLineItemPayload';
  /** The id of the line item that is gone. Null: it was not deleted, or nobody knows. */
  deletedLineItemId?: Maybe<Scalars['ID']['output']>;
  /** Empty where all went well. Otherwise what stood against it; HTTP status is 200 all the same. */
  userErrors: Array<UserError>;
};

/** How far the grading has come. Only FULLY_GRADED is safe with a score on every LMS. */
export type GradingProgress =
  /** Grading failed. Moodle and Canvas remove the grade that is there. */
  | 'FAILED'
  /** The grade is final; the LMS may show it to the learner. */
  | 'FULLY_GRADED'
  /** No grading is going on, for instance before the first submission. Moodle and Canvas remove the grade that is there. */
  | 'NOT_READY'
  /** A grade will follow by itself. Moodle and Canvas remove the grade that is there, even one from a teacher. */
  | 'PENDING'
  /** A person has to grade. Moodle removes the grade that is there. */
  | 'PENDING_MANUAL';

/** Who is here, from where, and with which services: the id token of this launch. */
export type Launch = {
  __typename?: 'Launch';
  /** What works in this launch, tried by reads, and who can fix what does not; for staff and back ends, else `FORBIDDEN`. Answers why a gradebook is empty. Costs up to four calls and the roster. */
  checks?: Maybe<Array<ServiceCheck>>;
  /** The course. Null for a launch from outside any. */
  context?: Maybe<LaunchContext>;
  /** The custom parameters of this launch. Parameters that are null, an object or a list are left out. */
  custom: Array<LaunchParameter>;
  /** The line item bound to this launch. Null where there is none, or more than one. */
  lineItem?: Maybe<LineItem>;
  /** What this caller may do here. */
  permissions: LaunchPermissions;
  /** The LMS. */
  platform: LaunchPlatform;
  /** How the LMS shows the tool. */
  presentation: LaunchPresentation;
  /** The activity. Null for a launch that picks content. */
  resourceLink?: Maybe<LaunchResourceLink>;
  /** What the LMS offers here. */
  services: LaunchServices;
  /** The URL of the tool that was launched. Null: not sent. */
  targetUrl?: Maybe<Scalars['String']['output']>;
  /** The kind of message: `LtiResourceLinkRequest`, `LtiDeepLinkingRequest`, or `basic-lti-launch-request` of LTI 1.1. Null: not sent. */
  type?: Maybe<Scalars['String']['output']>;
  /** Who launched the tool. */
  user: LaunchUser;
};

/** The course. */
export type LaunchContext = {
  __typename?: 'LaunchContext';
  /** The course id within the platform. */
  id: Scalars['ID']['output'];
  /** Short name. Null where the LMS gives none. */
  label?: Maybe<Scalars['String']['output']>;
  /** Full name. Null where the LMS gives none. */
  title?: Maybe<Scalars['String']['output']>;
  /** Type URIs, such as that of a course section. */
  types: Array<Scalars['String']['output']>;
};

/** A custom parameter of the launch, as set up in the LMS. */
export type LaunchParameter = {
  __typename?: 'LaunchParameter';
  /** Name of the parameter. Unique within the launch. */
  name: Scalars['String']['output'];
  /** Its value; numbers and Booleans as text, such as `12` and `true`. */
  value: Scalars['String']['output'];
};

/** What this caller may do here, for a front end to know what to offer. False wherever the launch has no grades service. */
export type LaunchPermissions = {
  __typename?: 'LaunchPermissions';
  /** May submit and clear scores. */
  gradeLearners: Scalars['Boolean']['output'];
  /** May create, update and delete line items. */
  manageLineItems: Scalars['Boolean']['output'];
  /** May read the scores of everybody. False: at most their own, or those of their mentees. */
  readAllScores: Scalars['Boolean']['output'];
  /** May list all members of the course. It does not depend on the grades service. False if the launch has no roster service. */
  readMembers: Scalars['Boolean']['output'];
};

/** The LMS. */
export type LaunchPlatform = {
  __typename?: 'LaunchPlatform';
  /** The id of the tool's deployment in this LMS, by which its administrators know the tool. Null: LTI 1.1, or not sent. */
  deploymentId?: Maybe<Scalars['String']['output']>;
  /** LTIAAS's id of the platform. */
  id: Scalars['ID']['output'];
  /** Its name. Null where the LMS gives none. */
  name?: Maybe<Scalars['String']['output']>;
  /** What kind of LMS it is, such as `moodle` or `canvas`; free text, a hint only. */
  productFamilyCode?: Maybe<Scalars['String']['output']>;
  /** Its address. Null where LTIAAS gives none. */
  url?: Maybe<Scalars['String']['output']>;
  /** The LMS's version. Null where it gives none. */
  version?: Maybe<Scalars['String']['output']>;
};

/** How the LMS shows the tool. Null: the LMS does not say. */
export type LaunchPresentation = {
  __typename?: 'LaunchPresentation';
  /** Where the tool is shown: `iframe`, `frame` or `window`. */
  documentTarget?: Maybe<Scalars['String']['output']>;
  /** Height of that place, in pixels. */
  height?: Maybe<Scalars['Int']['output']>;
  /** The user's language, such as `en-US`. */
  locale?: Maybe<Scalars['String']['output']>;
  /** Where to send the user when they leave the tool. Check the address before you open it. */
  returnUrl?: Maybe<Scalars['String']['output']>;
  /** Width of that place, in pixels. */
  width?: Maybe<Scalars['Int']['output']>;
};

/** The activity in the course from which the tool was launched. */
export type LaunchResourceLink = {
  __typename?: 'LaunchResourceLink';
  /** Description of the activity. Null where the LMS gives none. */
  description?: Maybe<Scalars['String']['output']>;
  /** The link id, as `LineItem.resourceLinkId` has it. */
  id: Scalars['ID']['output'];
  /** Name of the activity. Null where the LMS gives none. */
  title?: Maybe<Scalars['String']['output']>;
};

/** What the LMS offers the tool in this launch. */
export type LaunchServices = {
  __typename?: 'LaunchServices';
  /** Whether the tool was launched to pick content. */
  deepLinkingAvailable: Scalars['Boolean']['output'];
  /** Line items and scores. False: every other field of this schema is `SERVICE_NOT_AVAILABLE`. */
  gradesAvailable: Scalars['Boolean']['output'];
  /** The AGS scopes that the LMS grants. Null where it does not list them. */
  gradesScopes?: Maybe<Array<Scalars['String']['output']>>;
  /** The list of course members, which LTIAAS serves to back ends. */
  rosterAvailable: Scalars['Boolean']['output'];
};

/** Who launched the tool. */
export type LaunchUser = {
  __typename?: 'LaunchUser';
  /** E-mail address. Null where the LMS keeps it private. */
  email?: Maybe<Scalars['String']['output']>;
  /** Family name. Null where the LMS keeps it private. */
  familyName?: Maybe<Scalars['String']['output']>;
  /** Given name. Null where the LMS keeps it private. */
  givenName?: Maybe<Scalars['String']['output']>;
  /** The LTI user id. Unique within the platform only: key what you store by `platform.id` and this. */
  id: Scalars['ID']['output'];
  /** Full name. Null where the LMS keeps it private. */
  name?: Maybe<Scalars['String']['output']>;
  /** Role URIs as the LMS sends them. To decide what to offer, use `permissions`. */
  roles: Array<Scalars['String']['output']>;
};

/** A column of the LMS's gradebook (AGS calls it a line item). A tool sees the columns of its own only. */
export type LineItem = Node & {
  __typename?: 'LineItem';
  /** Until when submissions are taken. Null: no limit, or an LMS that does not say (Canvas and Moodle never do). */
  endDateTime?: Maybe<Scalars['DateTime']['output']>;
  /** Whether the tool wants learners to see the grades; the LMS decides what it makes of it. Null: the LMS does not say. */
  gradesReleased?: Maybe<Scalars['Boolean']['output']>;
  /** The line item's URL in the LMS, exactly as LTIAAS gives it. It may change when a course is copied. */
  id: Scalars['ID']['output'];
  /** What the column is called in the gradebook. */
  label: Scalars['String']['output'];
  /** The score of the launch's own user. Null: none yet, or a service key, behind which there is nobody. */
  myScore?: Maybe<Score>;
  /** The tool's own key for what is graded. Not unique; survives a course copy. Null: none. */
  resourceId?: Maybe<Scalars['String']['output']>;
  /** The activity in the LMS that the column belongs to, as `launch.resourceLink.id` names it. Null: bound to none. */
  resourceLinkId?: Maybe<Scalars['String']['output']>;
  /** The score of one user; for staff and back ends, a Mentor for mentees, others for themselves, content developers not at all, else `FORBIDDEN`. Null: none. */
  score?: Maybe<Score>;
  /** Points for a full score in this column, usually above 0. Submitted scores are rescaled to it by the LMS. */
  scoreMaximum: Scalars['Float']['output'];
  /** All scores in this column, in the LMS's order; for staff and back ends, else `FORBIDDEN`. Users without a score may be missing or come with a null `resultScore`, as the LMS has it. */
  scores?: Maybe<ScoreConnection>;
  /** The scores of these users, in the order asked for, null where there is none. The same callers as for `score`; one user that is not theirs is `FORBIDDEN` for the whole field. */
  scoresForUsers?: Maybe<Array<Maybe<Score>>>;
  /** From when on submissions are taken. Null: no limit, or an LMS that does not say (Canvas and Moodle never do). */
  startDateTime?: Maybe<Scalars['DateTime']['output']>;
  /** How the scores of this column are distributed; for staff and back ends, else `FORBIDDEN`. Computed from the whole column, which is read once an operation. */
  statistics?: Maybe<ScoreStatistics>;
  /** The tool's own mark that tells apart columns of one resource, such as `grade`. Not unique. Null: none. */
  tag?: Maybe<Scalars['String']['output']>;
};


/** A column of the LMS's gradebook (AGS calls it a line item). A tool sees the columns of its own only. */
export type LineItemScoreArgs = {
  userId: Scalars['ID']['input'];
};


/** A column of the LMS's gradebook (AGS calls it a line item). A tool sees the columns of its own only. */
export type LineItemScoresArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ScoreFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


/** A column of the LMS's gradebook (AGS calls it a line item). A tool sees the columns of its own only. */
export type LineItemScoresForUsersArgs = {
  userIds: Array<Scalars['ID']['input']>;
};

/** A page of line items, in the LMS's order, with exactly as many rows as were asked for while there are that many. */
export type LineItemConnection = {
  __typename?: 'LineItemConnection';
  /** The rows, each with its cursor. */
  edges?: Maybe<Array<Maybe<LineItemEdge>>>;
  /** The rows alone, where no cursor is needed. */
  nodes?: Maybe<Array<Maybe<LineItem>>>;
  /** Whether there is more, and from where to go on. */
  pageInfo: PageInfo;
};

/** One of the line items, with its place in the list. */
export type LineItemEdge = {
  __typename?: 'LineItemEdge';
  /** Where this row stands, for `after` and `before`. Opaque; good for this list, its filter and this launch. */
  cursor: Scalars['String']['output'];
  /** The row. Null, with an error, where the LMS sent one that cannot be read. */
  node?: Maybe<LineItem>;
};

/** Which line items to list: those for which all that is given holds. An absent or null member asks nothing. */
export type LineItemFilter = {
  /** With exactly this `resourceId`. */
  resourceId?: InputMaybe<Scalars['String']['input']>;
  /** Bound to this resource link, see `launch.resourceLink.id`. */
  resourceLinkId?: InputMaybe<Scalars['String']['input']>;
  /** With exactly this `tag`. */
  tag?: InputMaybe<Scalars['String']['input']>;
};

/** A person on the course's roster. Names, e-mail address and picture are null where the LMS keeps them private. */
export type Member = {
  __typename?: 'Member';
  /** E-mail address. Null if the LMS keeps it private. */
  email?: Maybe<Scalars['String']['output']>;
  /** Family name. Null if the LMS keeps it private. */
  familyName?: Maybe<Scalars['String']['output']>;
  /** Given name. Null if the LMS keeps it private. */
  givenName?: Maybe<Scalars['String']['output']>;
  /** The LTI user id within this LMS, as in `Score.userId` and `LaunchUser.id`. */
  id: Scalars['ID']['output'];
  /** Has the role Learner, or one of its sub-roles, and is not staff. */
  isLearner: Scalars['Boolean']['output'];
  /** Has a role that may read and grade all scores. */
  isStaff: Scalars['Boolean']['output'];
  /** Middle name. Null if there is none, or the LMS keeps it private. */
  middleName?: Maybe<Scalars['String']['output']>;
  /** Full name. Null if the LMS keeps it private. */
  name?: Maybe<Scalars['String']['output']>;
  /** URL of a picture. Null if there is none, or the LMS keeps it private. */
  picture?: Maybe<Scalars['String']['output']>;
  /** Roles as the LMS sends them: URIs or short names. Use `isLearner` and `isStaff` to tell members apart. */
  roles: Array<Scalars['String']['output']>;
  /** This member's score in one column, for the callers of `LineItem.score`. Null if there is none. */
  score?: Maybe<Score>;
  /** This member's row of the gradebook, for the callers of `LineItem.score`: one entry per line item, null if there is no score. All members of an operation share the calls. More than 100 line items are `OPERATION_TOO_EXPENSIVE`. */
  scores?: Maybe<Array<Maybe<Score>>>;
  /** The school's own number for this person. Null if the LMS gives none. */
  sourcedId?: Maybe<Scalars['String']['output']>;
  /** Whether this person takes part in the course. */
  status: MemberStatus;
};


/** A person on the course's roster. Names, e-mail address and picture are null where the LMS keeps them private. */
export type MemberScoreArgs = {
  lineItemId: Scalars['ID']['input'];
};


/** A person on the course's roster. Names, e-mail address and picture are null where the LMS keeps them private. */
export type MemberScoresArgs = {
  filter?: InputMaybe<LineItemFilter>;
  lineItemIds?: InputMaybe<Array<Scalars['ID']['input']>>;
};

/** A page of members of the course, in the LMS's order, with exactly as many rows as were asked for while there are that many. */
export type MemberConnection = {
  __typename?: 'MemberConnection';
  /** The rows, each with its cursor. */
  edges?: Maybe<Array<Maybe<MemberEdge>>>;
  /** The rows alone, where no cursor is needed. */
  nodes?: Maybe<Array<Maybe<Member>>>;
  /** Whether there is more, and from where to go on. */
  pageInfo: PageInfo;
};

/** One of the members of the course, with its place in the list. */
export type MemberEdge = {
  __typename?: 'MemberEdge';
  /** Where this row stands, for `after` and `before`. Opaque; good for this list, its filter and this launch. */
  cursor: Scalars['String']['output'];
  /** The row. Null, with an error, where the LMS sent one that cannot be read. */
  node?: Maybe<Member>;
};

/** Which members to list: those that match every given field. An absent field other than `status` has no effect. */
export type MemberFilter = {
  /** Only learners, or only staff. Null: members of any role. */
  role?: InputMaybe<MemberRole>;
  /** Only members with this status. Null: members of any status. */
  status?: InputMaybe<MemberStatus>;
  /** Only these members: up to 500 LTI user ids, otherwise `BAD_USER_INPUT`. Ids that are not on the roster are ignored. */
  userIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Only members without a score in this line item; for callers who may read scores, else `FORBIDDEN`. `BAD_USER_INPUT` if this launch has no such line item. */
  withoutScoreIn?: InputMaybe<Scalars['ID']['input']>;
};

/** What a member is in the course, as far as grades go. */
export type MemberRole =
  /** Members with `isLearner`. */
  | 'LEARNER'
  /** Members with `isStaff`. */
  | 'STAFF';

/** Whether a person takes part in the course. */
export type MemberStatus =
  /** Takes part. Also every member whose LMS gives no status. */
  | 'ACTIVE'
  /** Has left the course. */
  | 'DELETED'
  /** Is suspended. Canvas, Moodle and Sakai do not list such members. */
  | 'INACTIVE';

export type Mutation = {
  __typename?: 'Mutation';
  /** Clears the score and the comment that the tool submitted for one user; for staff and back ends. What a teacher entered stays on some LMSs and goes on others (Canvas, Moodle). */
  clearScore?: Maybe<ClearScorePayload>;
  /** Adds a column to the gradebook; for staff, content developers and back ends. It is sent once: after `OUTCOME_UNKNOWN` look for your `resourceId` and `tag` before you try again, or there may be two. */
  createLineItem?: Maybe<CreateLineItemPayload>;
  /** Deletes a column, on most LMSs with all its scores; for staff, content developers and back ends. Many LMSs refuse it (`REJECTED` or `FORBIDDEN`) for columns that the tool did not make. */
  deleteLineItem?: Maybe<DeleteLineItemPayload>;
  /** Submits the score of one user; for staff and back ends. It states the whole: without `scoreGiven` the score is cleared, without `comment` the comment, and on some LMSs anything but FULLY_GRADED removes the grade. It is sent once, never again by itself. */
  submitScore?: Maybe<SubmitScorePayload>;
  /** Submits the scores of several users in one line item; for staff and back ends. Each row is a call of its own to the LMS and stands alone: see `results` for what came of it. */
  submitScores?: Maybe<SubmitScoresPayload>;
  /** Changes a column; for staff, content developers and back ends. An absent member stays, null removes it. Canvas ignores dates, Moodle rescales grades to a new maximum, and some LMSs let a tool change only columns that it made. */
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


export type MutationSubmitScoreArgs = {
  input: SubmitScoreInput;
};


export type MutationSubmitScoresArgs = {
  input: SubmitScoresInput;
};


export type MutationUpdateLineItemArgs = {
  input: UpdateLineItemInput;
};

/** Something that can be fetched again by its id alone, with `node(id:)`. */
export type Node = {
  /** Names this object among all nodes. */
  id: Scalars['ID']['output'];
};

/** What is known of a list around the page at hand. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** Cursor of the last edge, for `after`. Null: no edges. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** True where more rows follow, or where the LMS links to a next page. */
  hasNextPage: Scalars['Boolean']['output'];
  /** True where rows come before this page. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** Cursor of the first edge, for `before`. Null: no edges. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

export type Query = {
  __typename?: 'Query';
  /** Who is here, from where, and with which services. Null for a service key, behind which there is no launch. */
  launch?: Maybe<Launch>;
  /** One line item. Null where this launch has no line item with this id. */
  lineItem?: Maybe<LineItem>;
  /** The tool's columns in this course's gradebook, in the LMS's order. Everybody in the launch may read them. */
  lineItems?: Maybe<LineItemConnection>;
  /** The course's roster, in the LMS's order, for staff and back ends; a Mentor gets the mentees, everyone else `FORBIDDEN`. `SERVICE_NOT_AVAILABLE` if the LMS or the LTIAAS account has no roster service. */
  members?: Maybe<MemberConnection>;
  /** The object with this id, which is always a line item. Null where this launch has none. */
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

/** What the gradebook shows now for one user in one line item (AGS calls it a result). It may differ from what was submitted: the LMS rescales, caps or delays, and teachers change grades. */
export type Score = {
  __typename?: 'Score';
  /** Feedback that learner and teachers see, as plain text or as the LMS keeps it. Null: none; Blackboard gives it with `scores` only, not for a single user. */
  comment?: Maybe<Scalars['String']['output']>;
  /** The result's URL in the LMS, or one made from the line item and the user where the LMS gives none. */
  id: Scalars['ID']['output'];
  /** The column. Costs no call where this operation has it already. */
  lineItem?: Maybe<LineItem>;
  /** Points for a full score; 0 in a column without points. 1 where the LMS does not say. */
  resultMaximum: Scalars['Float']['output'];
  /** Points, on a scale to `resultMaximum`; more than that is extra credit. Null: no score. 0 is a score. */
  resultScore?: Maybe<Scalars['Float']['output']>;
  /** Who graded. Null on LMSs that do not say. */
  scoringUserId?: Maybe<Scalars['ID']['output']>;
  /** When the score last changed. Null on LMSs that do not say, such as Canvas. */
  timestamp?: Maybe<Scalars['DateTime']['output']>;
  /** The person with this score: from the roster for staff, back ends and Mentors, otherwise yourself. Null if the roster does not have this user, or there is no roster. */
  user?: Maybe<Member>;
  /** Whose score it is: the LTI user id within this LMS. */
  userId: Scalars['ID']['output'];
};

/** A page of scores, in the LMS's order, with exactly as many rows as were asked for while there are that many. */
export type ScoreConnection = {
  __typename?: 'ScoreConnection';
  /** The rows, each with its cursor. */
  edges?: Maybe<Array<Maybe<ScoreEdge>>>;
  /** The rows alone, where no cursor is needed. */
  nodes?: Maybe<Array<Maybe<Score>>>;
  /** Whether there is more, and from where to go on. */
  pageInfo: PageInfo;
};

/** One of the scores, with its place in the list. */
export type ScoreEdge = {
  __typename?: 'ScoreEdge';
  /** Where this row stands, for `after` and `before`. Opaque; good for this list, its filter and this launch. */
  cursor: Scalars['String']['output'];
  /** The row. Null, with an error, where the LMS sent one that cannot be read. */
  node?: Maybe<Score>;
};

/** Which scores to list. A score must match every given member; absent and null members match every score. */
export type ScoreFilter = {
  /** Only scores of at least so many points of `LineItem.scoreMaximum`. Matches no row without a score. */
  atLeast?: InputMaybe<Scalars['Float']['input']>;
  /** Only scores of fewer points of `LineItem.scoreMaximum` than this. Matches no row without a score. */
  below?: InputMaybe<Scalars['Float']['input']>;
  /** True: only rows with a score, 0 included. False: only rows without one, as far as the LMS lists them. */
  scored?: InputMaybe<Scalars['Boolean']['input']>;
};

/** The whole status of one user in a line item. What is left out is cleared in the LMS: there is no partial update. */
export type ScoreInput = {
  /** How far the user has come. */
  activityProgress: ActivityProgress;
  /** Feedback in plain text, seen by learner and teachers. Absent, null or empty CLEARS the comment that the tool submitted before (Canvas adds comments instead). */
  comment?: InputMaybe<Scalars['String']['input']>;
  /** How far the grading has come. Careful: with anything but FULLY_GRADED some LMSs (Moodle; Canvas, PENDING_MANUAL excepted) remove the grade that is there, even one that a teacher entered. */
  gradingProgress: GradingProgress;
  /** Points on a scale to `scoreMaximum`: 0 or more, above it is extra credit. 0 is a score. Absent or null CLEARS the score that the tool submitted before. */
  scoreGiven?: InputMaybe<Scalars['Float']['input']>;
  /** The scale of `scoreGiven`, above 0; required with it, else `REQUIRED`. The LMS rescales to the column, so do not rescale yourself. */
  scoreMaximum?: InputMaybe<Scalars['Float']['input']>;
  /** Whom to grade: the LTI user id within this LMS, as in `scores { nodes { userId } }` and `launch { user { id } }`. Most LMSs take learners only. */
  userId: Scalars['ID']['input'];
};

/** The distribution of a column's scores, in points of `LineItem.scoreMaximum`. Scores on another scale are converted. Rows without a score, unreadable rows, and rows on a scale of 0 points in a column that has points do not count. */
export type ScoreStatistics = {
  __typename?: 'ScoreStatistics';
  /** The first quartile by linear interpolation, in points of `LineItem.scoreMaximum`. Null: no scores. */
  lowerQuartile?: Maybe<Scalars['Float']['output']>;
  /** The highest score, in points of `LineItem.scoreMaximum`. Null: no scores. */
  maximum?: Maybe<Scalars['Float']['output']>;
  /** The arithmetic mean, in points of `LineItem.scoreMaximum`. Null: no scores. */
  mean?: Maybe<Scalars['Float']['output']>;
  /** The median, in points of `LineItem.scoreMaximum`. Null: no scores. */
  median?: Maybe<Scalars['Float']['output']>;
  /** The lowest score, in points of `LineItem.scoreMaximum`. Null: no scores. */
  minimum?: Maybe<Scalars['Float']['output']>;
  /** How many scores there are. */
  scored: Scalars['Int']['output'];
  /** How many active learners of the roster have no score. Null without a roster, and with an error if it cannot be read. */
  unscored?: Maybe<Scalars['Int']['output']>;
  /** The third quartile by linear interpolation, in points of `LineItem.scoreMaximum`. Null: no scores. */
  upperQuartile?: Maybe<Scalars['Float']['output']>;
};

/** Whether one service works in this launch. */
export type ServiceCheck = {
  __typename?: 'ServiceCheck';
  /** What to do about it, in words that you can send to whom `fixedBy` names. Null: nothing to do. */
  advice?: Maybe<Scalars['String']['output']>;
  /** The `extensions.code` of the errors to expect. Null: it works, or it is not known. */
  code?: Maybe<Scalars['String']['output']>;
  /** Who can fix it. Null: nothing to fix. */
  fixedBy?: Maybe<ServiceFixer>;
  /** What was tried. */
  name: ServiceCheckName;
  /** Whether it works. Null: only a write could tell, or there is nothing yet to try it on. */
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

/** Who can fix what does not work. */
export type ServiceFixer =
  /** The staff of the course. */
  | 'COURSE_STAFF'
  /** An administrator of the LMS, in the registration of the tool. */
  | 'LMS_ADMINISTRATOR'
  /** The owner of the LTIAAS account. */
  | 'LTIAAS_ACCOUNT'
  /** Nobody has to do anything: try again later. */
  | 'NOBODY';

/** One score for one user. What is left out is cleared in the LMS: there is no partial update. */
export type SubmitScoreInput = {
  /** How far the user has come. */
  activityProgress: ActivityProgress;
  /** Feedback in plain text, seen by learner and teachers. Absent, null or empty CLEARS the comment that the tool submitted before (Canvas adds comments instead). */
  comment?: InputMaybe<Scalars['String']['input']>;
  /** How far the grading has come. Careful: with anything but FULLY_GRADED some LMSs (Moodle; Canvas, PENDING_MANUAL excepted) remove the grade that is there, even one that a teacher entered. */
  gradingProgress: GradingProgress;
  /** The line item to grade in. */
  lineItemId: Scalars['ID']['input'];
  /** Points on a scale to `scoreMaximum`: 0 or more, above it is extra credit. 0 is a score. Absent or null CLEARS the score that the tool submitted before. */
  scoreGiven?: InputMaybe<Scalars['Float']['input']>;
  /** The scale of `scoreGiven`, above 0; required with it, else `REQUIRED`. The LMS rescales to the column, so do not rescale yourself. */
  scoreMaximum?: InputMaybe<Scalars['Float']['input']>;
  /** Whom to grade: the LTI user id within this LMS, as in `scores { nodes { userId } }` and `launch { user { id } }`. Most LMSs take learners only. */
  userId: Scalars['ID']['input'];
};

/** What came of `submitScore`. */
export type SubmitScorePayload = {
  __typename?: 'SubmitScorePayload';
  /** True only where LTIAAS said yes. The gradebook may show it a little later. */
  accepted: Scalars['Boolean']['output'];
  /** The column. Null where nothing was accepted. Its own members cost a call where selected. */
  lineItem?: Maybe<LineItem>;
  /** What the gradebook shows now, read back where selected. May differ from what was sent, or lag behind it. Null: no score, or nothing was accepted. */
  score?: Maybe<Score>;
  /** Empty where all went well. Otherwise what stood against it; HTTP status is 200 all the same. */
  userErrors: Array<UserError>;
};

/** What came of one row of `submitScores`. */
export type SubmitScoreResult = {
  __typename?: 'SubmitScoreResult';
  /** True only where LTIAAS said yes. The gradebook may show it a little later. */
  accepted: Scalars['Boolean']['output'];
  /** Empty where the score was accepted. Otherwise what stood against it. */
  userErrors: Array<UserError>;
  /** Whose score it is. */
  userId: Scalars['ID']['output'];
};

/** Scores of several users in one line item. */
export type SubmitScoresInput = {
  /** The line item to grade in. */
  lineItemId: Scalars['ID']['input'];
  /** 1 to 250 scores, each user once. Each stands alone: one that is wrong or refused leaves the others whole. */
  scores: Array<ScoreInput>;
};

/** What came of `submitScores`. */
export type SubmitScoresPayload = {
  __typename?: 'SubmitScoresPayload';
  /** How many rows were accepted. */
  acceptedCount: Scalars['Int']['output'];
  /** The column. Null where nothing was accepted. Its own members cost a call where selected. */
  lineItem?: Maybe<LineItem>;
  /** One a row, in the input's order. Empty where the call as a whole was wrong. */
  results: Array<SubmitScoreResult>;
  /** What was wrong with the call as a whole; what befell a row stands with the row. */
  userErrors: Array<UserError>;
};

/** Changes to a line item: an absent member stays as it is, null removes it. The rest of the item is kept, also what this schema does not know. */
export type UpdateLineItemInput = {
  /** Until when submissions are taken; not before `startDateTime`. The LMS may change it. */
  endDateTime?: InputMaybe<Scalars['DateTime']['input']>;
  /** Whether learners should see the grades. A hint: the LMS decides. */
  gradesReleased?: InputMaybe<Scalars['Boolean']['input']>;
  /** The line item to change. */
  id: Scalars['ID']['input'];
  /** Not blank; cannot be removed, so null is `REQUIRED`. */
  label?: InputMaybe<Scalars['String']['input']>;
  /** The tool's own key for what is graded. Not empty. */
  resourceId?: InputMaybe<Scalars['String']['input']>;
  /** The activity in the LMS to bind the column to; it must exist in this course and be one of this tool, else `NOT_FOUND`. Most LMSs let no update change it. */
  resourceLinkId?: InputMaybe<Scalars['String']['input']>;
  /** Above 0; cannot be removed, so null is `REQUIRED`. On Moodle a new maximum rescales every stored grade. */
  scoreMaximum?: InputMaybe<Scalars['Float']['input']>;
  /** From when on submissions are taken. The LMS may change it. */
  startDateTime?: InputMaybe<Scalars['DateTime']['input']>;
  /** The tool's own mark, such as `grade`. Not empty. */
  tag?: InputMaybe<Scalars['String']['input']>;
};

/** What came of `updateLineItem`. */
export type UpdateLineItemPayload = {
  __typename?: 'UpdateLineItemPayload';
  /** The line item as it is now. Null: it was not changed, or nobody knows. */
  lineItem?: Maybe<LineItem>;
  /** Empty where all went well. Otherwise what stood against it; HTTP status is 200 all the same. */
  userErrors: Array<UserError>;
};

/** What stood against a write, in words for a developer; the code is what to act on. */
export type UserError = {
  __typename?: 'UserError';
  /** What kind of problem it is. */
  code: UserErrorCode;
  /** The path to the culprit within `input`, such as `["scores", "3", "scoreGiven"]`. Null: no part of the input is to blame. */
  field?: Maybe<Array<Scalars['String']['output']>>;
  /** What is wrong and what is allowed. Not made for display to learners. */
  message: Scalars['String']['output'];
};

/** Why a write was not done, or not surely done. */
export type UserErrorCode =
  /** A text is empty. Nothing was written. */
  | 'BLANK'
  /** The LMS holds something newer, for instance a grade that a teacher entered since. Nothing was written: read it before you try again. */
  | 'CONFLICT'
  /** The LMS does not let the tool do this (its 403). Nothing was written. */
  | 'FORBIDDEN'
  /** A value is out of range or of a wrong form. Nothing was written. */
  | 'INVALID'
  /** This launch, or the LMS, has no such line item, user or resource link. */
  | 'NOT_FOUND'
  /** It was sent, and no clear answer came back: it may or may not have been written. The message says what is safe to do. */
  | 'OUTCOME_UNKNOWN'
  /** LTIAAS or the LMS throttles. Nothing was written: try again later. */
  | 'RATE_LIMITED'
  /** The LMS said no, for instance because the user cannot be graded. Nothing was written. */
  | 'REJECTED'
  /** A value is missing or null. Nothing was written. */
  | 'REQUIRED'
  /** LTIAAS or the LMS could not be reached before anything was sent. Nothing was written: try again. */
  | 'UNAVAILABLE';

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

export type GradebookQueryVariables = Exact<{
  userIds: Array<Scalars['ID']['input']> | Scalars['ID']['input'];
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
}>;


export type GradebookQuery = { __typename?: 'Query', lineItems?: { __typename?: 'LineItemConnection', edges?: Array<{ __typename?: 'LineItemEdge', node?: { __typename?: 'LineItem', id: string, label: string, scoreMaximum: number, scoresForUsers?: Array<{ __typename?: 'Score', id: string, userId: string, resultScore?: number | null, resultMaximum: number, comment?: string | null } | null> | null } | null } | null> | null, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, hasPreviousPage: boolean, startCursor?: string | null, endCursor?: string | null } } | null };

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

export type ScoresQueryVariables = Exact<{
  lineItemId: Scalars['ID']['input'];
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
}>;


export type ScoresQuery = { __typename?: 'Query', lineItem?: { __typename?: 'LineItem', id: string, scores?: { __typename?: 'ScoreConnection', edges?: Array<{ __typename?: 'ScoreEdge', cursor: string, node?: { __typename?: 'Score', id: string, userId: string, resultScore?: number | null, resultMaximum: number, comment?: string | null, timestamp?: string | null } | null } | null> | null, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, hasPreviousPage: boolean, startCursor?: string | null, endCursor?: string | null } } | null } | null };

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


export const ClearScoreDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ClearScore"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ClearScoreInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"clearScore"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]}}]} as unknown as DocumentNode<ClearScoreMutation, ClearScoreMutationVariables>;
export const CreateLineItemDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateLineItem"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateLineItemInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createLineItem"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lineItem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"scoreMaximum"}},{"kind":"Field","name":{"kind":"Name","value":"resourceLinkId"}},{"kind":"Field","name":{"kind":"Name","value":"resourceId"}},{"kind":"Field","name":{"kind":"Name","value":"tag"}},{"kind":"Field","name":{"kind":"Name","value":"startDateTime"}},{"kind":"Field","name":{"kind":"Name","value":"endDateTime"}},{"kind":"Field","name":{"kind":"Name","value":"gradesReleased"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]}}]} as unknown as DocumentNode<CreateLineItemMutation, CreateLineItemMutationVariables>;
export const DeleteLineItemDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteLineItem"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteLineItemInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteLineItem"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletedLineItemId"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]}}]} as unknown as DocumentNode<DeleteLineItemMutation, DeleteLineItemMutationVariables>;
export const GradebookDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Gradebook"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"userIds"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"last"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"before"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lineItems"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"Variable","name":{"kind":"Name","value":"last"}}},{"kind":"Argument","name":{"kind":"Name","value":"before"},"value":{"kind":"Variable","name":{"kind":"Name","value":"before"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"scoreMaximum"}},{"kind":"Field","name":{"kind":"Name","value":"scoresForUsers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"userIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"userIds"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"userId"}},{"kind":"Field","name":{"kind":"Name","value":"resultScore"}},{"kind":"Field","name":{"kind":"Name","value":"resultMaximum"}},{"kind":"Field","name":{"kind":"Name","value":"comment"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<GradebookQuery, GradebookQueryVariables>;
export const LaunchDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Launch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"launch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"permissions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"manageLineItems"}},{"kind":"Field","name":{"kind":"Name","value":"readAllScores"}},{"kind":"Field","name":{"kind":"Name","value":"gradeLearners"}}]}},{"kind":"Field","name":{"kind":"Name","value":"context"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}}]}},{"kind":"Field","name":{"kind":"Name","value":"platform"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<LaunchQuery, LaunchQueryVariables>;
export const LineItemsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LineItems"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"last"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"before"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"LineItemFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lineItems"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"Variable","name":{"kind":"Name","value":"last"}}},{"kind":"Argument","name":{"kind":"Name","value":"before"},"value":{"kind":"Variable","name":{"kind":"Name","value":"before"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"scoreMaximum"}},{"kind":"Field","name":{"kind":"Name","value":"resourceLinkId"}},{"kind":"Field","name":{"kind":"Name","value":"resourceId"}},{"kind":"Field","name":{"kind":"Name","value":"tag"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<LineItemsQuery, LineItemsQueryVariables>;
export const MyGradesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"MyGrades"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"last"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"before"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lineItems"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"Variable","name":{"kind":"Name","value":"last"}}},{"kind":"Argument","name":{"kind":"Name","value":"before"},"value":{"kind":"Variable","name":{"kind":"Name","value":"before"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"scoreMaximum"}},{"kind":"Field","name":{"kind":"Name","value":"myScore"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"resultScore"}},{"kind":"Field","name":{"kind":"Name","value":"resultMaximum"}},{"kind":"Field","name":{"kind":"Name","value":"comment"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<MyGradesQuery, MyGradesQueryVariables>;
export const ScoresDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Scores"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"lineItemId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"last"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"before"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lineItem"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"lineItemId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"scores"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"Variable","name":{"kind":"Name","value":"last"}}},{"kind":"Argument","name":{"kind":"Name","value":"before"},"value":{"kind":"Variable","name":{"kind":"Name","value":"before"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"userId"}},{"kind":"Field","name":{"kind":"Name","value":"resultScore"}},{"kind":"Field","name":{"kind":"Name","value":"resultMaximum"}},{"kind":"Field","name":{"kind":"Name","value":"comment"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ScoresQuery, ScoresQueryVariables>;
export const SubmitScoreDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SubmitScore"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SubmitScoreInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"submitScore"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"score"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"userId"}},{"kind":"Field","name":{"kind":"Name","value":"resultScore"}},{"kind":"Field","name":{"kind":"Name","value":"resultMaximum"}},{"kind":"Field","name":{"kind":"Name","value":"comment"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]}}]} as unknown as DocumentNode<SubmitScoreMutation, SubmitScoreMutationVariables>;
export const SubmitScoresDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SubmitScores"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SubmitScoresInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"submitScores"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"acceptedCount"}},{"kind":"Field","name":{"kind":"Name","value":"results"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userId"}},{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]}}]} as unknown as DocumentNode<SubmitScoresMutation, SubmitScoresMutationVariables>;
export const UpdateLineItemDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateLineItem"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateLineItemInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateLineItem"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lineItem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"scoreMaximum"}},{"kind":"Field","name":{"kind":"Name","value":"resourceLinkId"}},{"kind":"Field","name":{"kind":"Name","value":"resourceId"}},{"kind":"Field","name":{"kind":"Name","value":"tag"}},{"kind":"Field","name":{"kind":"Name","value":"startDateTime"}},{"kind":"Field","name":{"kind":"Name","value":"endDateTime"}},{"kind":"Field","name":{"kind":"Name","value":"gradesReleased"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]}}]} as unknown as DocumentNode<UpdateLineItemMutation, UpdateLineItemMutationVariables>;