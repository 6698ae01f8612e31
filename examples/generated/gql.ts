/* eslint-disable */
import * as types from './graphql';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "mutation ClearScore($input: ClearScoreInput!) {\n  clearScore(input: $input) {\n    accepted\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.ClearScoreDocument,
    "mutation CreateLineItem($input: CreateLineItemInput!) {\n  createLineItem(input: $input) {\n    lineItem {\n      id\n      label\n      scoreMaximum\n      resourceLinkId\n      resourceId\n      tag\n      startDateTime\n      endDateTime\n      gradesReleased\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.CreateLineItemDocument,
    "mutation DeleteLineItem($input: DeleteLineItemInput!) {\n  deleteLineItem(input: $input) {\n    deletedLineItemId\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.DeleteLineItemDocument,
    "mutation EnsureLineItem($input: EnsureLineItemInput!) {\n  ensureLineItem(input: $input) {\n    lineItem {\n      id\n      label\n      scoreMaximum\n      resourceId\n      tag\n    }\n    created\n    duplicates {\n      id\n      label\n    }\n    userErrors {\n      code\n      message\n      field\n      reason\n    }\n  }\n}": typeof types.EnsureLineItemDocument,
    "query Gradebook($userIds: [ID!]!, $first: Int, $after: String, $last: Int, $before: String) {\n  lineItems(first: $first, after: $after, last: $last, before: $before) {\n    edges {\n      node {\n        id\n        label\n        scoreMaximum\n        scoresForUsers(userIds: $userIds) {\n          id\n          userId\n          resultScore\n          resultMaximum\n          comment\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      hasPreviousPage\n      startCursor\n      endCursor\n    }\n  }\n}": typeof types.GradebookDocument,
    "query Launch {\n  launch {\n    user {\n      id\n      name\n    }\n    permissions {\n      manageLineItems\n      readAllScores\n      gradeLearners\n    }\n    context {\n      title\n    }\n    platform {\n      name\n    }\n  }\n}": typeof types.LaunchDocument,
    "query LineItems($first: Int, $after: String, $last: Int, $before: String, $filter: LineItemFilter) {\n  lineItems(\n    first: $first\n    after: $after\n    last: $last\n    before: $before\n    filter: $filter\n  ) {\n    edges {\n      cursor\n      node {\n        id\n        label\n        scoreMaximum\n        resourceLinkId\n        resourceId\n        tag\n      }\n    }\n    pageInfo {\n      hasNextPage\n      hasPreviousPage\n      startCursor\n      endCursor\n    }\n  }\n}": typeof types.LineItemsDocument,
    "query MyGrades($first: Int, $after: String, $last: Int, $before: String) {\n  lineItems(first: $first, after: $after, last: $last, before: $before) {\n    edges {\n      node {\n        id\n        label\n        scoreMaximum\n        myScore {\n          id\n          resultScore\n          resultMaximum\n          comment\n          timestamp\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      hasPreviousPage\n      startCursor\n      endCursor\n    }\n  }\n}": typeof types.MyGradesDocument,
    "query Scores($lineItemId: ID!, $first: Int, $after: String, $last: Int, $before: String) {\n  lineItem(id: $lineItemId) {\n    id\n    scores(first: $first, after: $after, last: $last, before: $before) {\n      edges {\n        cursor\n        node {\n          id\n          userId\n          resultScore\n          resultMaximum\n          comment\n          timestamp\n        }\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n  }\n}": typeof types.ScoresDocument,
    "mutation SubmitScore($input: SubmitScoreInput!) {\n  submitScore(input: $input) {\n    accepted\n    score {\n      id\n      userId\n      resultScore\n      resultMaximum\n      comment\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.SubmitScoreDocument,
    "mutation SubmitScores($input: SubmitScoresInput!) {\n  submitScores(input: $input) {\n    acceptedCount\n    results {\n      userId\n      accepted\n      userErrors {\n        code\n        message\n        field\n      }\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.SubmitScoresDocument,
    "mutation UpdateLineItem($input: UpdateLineItemInput!) {\n  updateLineItem(input: $input) {\n    lineItem {\n      id\n      label\n      scoreMaximum\n      resourceLinkId\n      resourceId\n      tag\n      startDateTime\n      endDateTime\n      gradesReleased\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": typeof types.UpdateLineItemDocument,
    "mutation UpdateScore($input: SubmitScoreInput!) {\n  submitScore(input: $input) {\n    accepted\n    score {\n      id\n      userId\n      resultScore\n      resultMaximum\n      comment\n    }\n    userErrors {\n      code\n      message\n      field\n      reason\n    }\n  }\n}": typeof types.UpdateScoreDocument,
};
const documents: Documents = {
    "mutation ClearScore($input: ClearScoreInput!) {\n  clearScore(input: $input) {\n    accepted\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.ClearScoreDocument,
    "mutation CreateLineItem($input: CreateLineItemInput!) {\n  createLineItem(input: $input) {\n    lineItem {\n      id\n      label\n      scoreMaximum\n      resourceLinkId\n      resourceId\n      tag\n      startDateTime\n      endDateTime\n      gradesReleased\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.CreateLineItemDocument,
    "mutation DeleteLineItem($input: DeleteLineItemInput!) {\n  deleteLineItem(input: $input) {\n    deletedLineItemId\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.DeleteLineItemDocument,
    "mutation EnsureLineItem($input: EnsureLineItemInput!) {\n  ensureLineItem(input: $input) {\n    lineItem {\n      id\n      label\n      scoreMaximum\n      resourceId\n      tag\n    }\n    created\n    duplicates {\n      id\n      label\n    }\n    userErrors {\n      code\n      message\n      field\n      reason\n    }\n  }\n}": types.EnsureLineItemDocument,
    "query Gradebook($userIds: [ID!]!, $first: Int, $after: String, $last: Int, $before: String) {\n  lineItems(first: $first, after: $after, last: $last, before: $before) {\n    edges {\n      node {\n        id\n        label\n        scoreMaximum\n        scoresForUsers(userIds: $userIds) {\n          id\n          userId\n          resultScore\n          resultMaximum\n          comment\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      hasPreviousPage\n      startCursor\n      endCursor\n    }\n  }\n}": types.GradebookDocument,
    "query Launch {\n  launch {\n    user {\n      id\n      name\n    }\n    permissions {\n      manageLineItems\n      readAllScores\n      gradeLearners\n    }\n    context {\n      title\n    }\n    platform {\n      name\n    }\n  }\n}": types.LaunchDocument,
    "query LineItems($first: Int, $after: String, $last: Int, $before: String, $filter: LineItemFilter) {\n  lineItems(\n    first: $first\n    after: $after\n    last: $last\n    before: $before\n    filter: $filter\n  ) {\n    edges {\n      cursor\n      node {\n        id\n        label\n        scoreMaximum\n        resourceLinkId\n        resourceId\n        tag\n      }\n    }\n    pageInfo {\n      hasNextPage\n      hasPreviousPage\n      startCursor\n      endCursor\n    }\n  }\n}": types.LineItemsDocument,
    "query MyGrades($first: Int, $after: String, $last: Int, $before: String) {\n  lineItems(first: $first, after: $after, last: $last, before: $before) {\n    edges {\n      node {\n        id\n        label\n        scoreMaximum\n        myScore {\n          id\n          resultScore\n          resultMaximum\n          comment\n          timestamp\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      hasPreviousPage\n      startCursor\n      endCursor\n    }\n  }\n}": types.MyGradesDocument,
    "query Scores($lineItemId: ID!, $first: Int, $after: String, $last: Int, $before: String) {\n  lineItem(id: $lineItemId) {\n    id\n    scores(first: $first, after: $after, last: $last, before: $before) {\n      edges {\n        cursor\n        node {\n          id\n          userId\n          resultScore\n          resultMaximum\n          comment\n          timestamp\n        }\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n  }\n}": types.ScoresDocument,
    "mutation SubmitScore($input: SubmitScoreInput!) {\n  submitScore(input: $input) {\n    accepted\n    score {\n      id\n      userId\n      resultScore\n      resultMaximum\n      comment\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.SubmitScoreDocument,
    "mutation SubmitScores($input: SubmitScoresInput!) {\n  submitScores(input: $input) {\n    acceptedCount\n    results {\n      userId\n      accepted\n      userErrors {\n        code\n        message\n        field\n      }\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.SubmitScoresDocument,
    "mutation UpdateLineItem($input: UpdateLineItemInput!) {\n  updateLineItem(input: $input) {\n    lineItem {\n      id\n      label\n      scoreMaximum\n      resourceLinkId\n      resourceId\n      tag\n      startDateTime\n      endDateTime\n      gradesReleased\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}": types.UpdateLineItemDocument,
    "mutation UpdateScore($input: SubmitScoreInput!) {\n  submitScore(input: $input) {\n    accepted\n    score {\n      id\n      userId\n      resultScore\n      resultMaximum\n      comment\n    }\n    userErrors {\n      code\n      message\n      field\n      reason\n    }\n  }\n}": types.UpdateScoreDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation ClearScore($input: ClearScoreInput!) {\n  clearScore(input: $input) {\n    accepted\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): (typeof documents)["mutation ClearScore($input: ClearScoreInput!) {\n  clearScore(input: $input) {\n    accepted\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation CreateLineItem($input: CreateLineItemInput!) {\n  createLineItem(input: $input) {\n    lineItem {\n      id\n      label\n      scoreMaximum\n      resourceLinkId\n      resourceId\n      tag\n      startDateTime\n      endDateTime\n      gradesReleased\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): (typeof documents)["mutation CreateLineItem($input: CreateLineItemInput!) {\n  createLineItem(input: $input) {\n    lineItem {\n      id\n      label\n      scoreMaximum\n      resourceLinkId\n      resourceId\n      tag\n      startDateTime\n      endDateTime\n      gradesReleased\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation DeleteLineItem($input: DeleteLineItemInput!) {\n  deleteLineItem(input: $input) {\n    deletedLineItemId\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): (typeof documents)["mutation DeleteLineItem($input: DeleteLineItemInput!) {\n  deleteLineItem(input: $input) {\n    deletedLineItemId\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation EnsureLineItem($input: EnsureLineItemInput!) {\n  ensureLineItem(input: $input) {\n    lineItem {\n      id\n      label\n      scoreMaximum\n      resourceId\n      tag\n    }\n    created\n    duplicates {\n      id\n      label\n    }\n    userErrors {\n      code\n      message\n      field\n      reason\n    }\n  }\n}"): (typeof documents)["mutation EnsureLineItem($input: EnsureLineItemInput!) {\n  ensureLineItem(input: $input) {\n    lineItem {\n      id\n      label\n      scoreMaximum\n      resourceId\n      tag\n    }\n    created\n    duplicates {\n      id\n      label\n    }\n    userErrors {\n      code\n      message\n      field\n      reason\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Gradebook($userIds: [ID!]!, $first: Int, $after: String, $last: Int, $before: String) {\n  lineItems(first: $first, after: $after, last: $last, before: $before) {\n    edges {\n      node {\n        id\n        label\n        scoreMaximum\n        scoresForUsers(userIds: $userIds) {\n          id\n          userId\n          resultScore\n          resultMaximum\n          comment\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      hasPreviousPage\n      startCursor\n      endCursor\n    }\n  }\n}"): (typeof documents)["query Gradebook($userIds: [ID!]!, $first: Int, $after: String, $last: Int, $before: String) {\n  lineItems(first: $first, after: $after, last: $last, before: $before) {\n    edges {\n      node {\n        id\n        label\n        scoreMaximum\n        scoresForUsers(userIds: $userIds) {\n          id\n          userId\n          resultScore\n          resultMaximum\n          comment\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      hasPreviousPage\n      startCursor\n      endCursor\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Launch {\n  launch {\n    user {\n      id\n      name\n    }\n    permissions {\n      manageLineItems\n      readAllScores\n      gradeLearners\n    }\n    context {\n      title\n    }\n    platform {\n      name\n    }\n  }\n}"): (typeof documents)["query Launch {\n  launch {\n    user {\n      id\n      name\n    }\n    permissions {\n      manageLineItems\n      readAllScores\n      gradeLearners\n    }\n    context {\n      title\n    }\n    platform {\n      name\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query LineItems($first: Int, $after: String, $last: Int, $before: String, $filter: LineItemFilter) {\n  lineItems(\n    first: $first\n    after: $after\n    last: $last\n    before: $before\n    filter: $filter\n  ) {\n    edges {\n      cursor\n      node {\n        id\n        label\n        scoreMaximum\n        resourceLinkId\n        resourceId\n        tag\n      }\n    }\n    pageInfo {\n      hasNextPage\n      hasPreviousPage\n      startCursor\n      endCursor\n    }\n  }\n}"): (typeof documents)["query LineItems($first: Int, $after: String, $last: Int, $before: String, $filter: LineItemFilter) {\n  lineItems(\n    first: $first\n    after: $after\n    last: $last\n    before: $before\n    filter: $filter\n  ) {\n    edges {\n      cursor\n      node {\n        id\n        label\n        scoreMaximum\n        resourceLinkId\n        resourceId\n        tag\n      }\n    }\n    pageInfo {\n      hasNextPage\n      hasPreviousPage\n      startCursor\n      endCursor\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query MyGrades($first: Int, $after: String, $last: Int, $before: String) {\n  lineItems(first: $first, after: $after, last: $last, before: $before) {\n    edges {\n      node {\n        id\n        label\n        scoreMaximum\n        myScore {\n          id\n          resultScore\n          resultMaximum\n          comment\n          timestamp\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      hasPreviousPage\n      startCursor\n      endCursor\n    }\n  }\n}"): (typeof documents)["query MyGrades($first: Int, $after: String, $last: Int, $before: String) {\n  lineItems(first: $first, after: $after, last: $last, before: $before) {\n    edges {\n      node {\n        id\n        label\n        scoreMaximum\n        myScore {\n          id\n          resultScore\n          resultMaximum\n          comment\n          timestamp\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      hasPreviousPage\n      startCursor\n      endCursor\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Scores($lineItemId: ID!, $first: Int, $after: String, $last: Int, $before: String) {\n  lineItem(id: $lineItemId) {\n    id\n    scores(first: $first, after: $after, last: $last, before: $before) {\n      edges {\n        cursor\n        node {\n          id\n          userId\n          resultScore\n          resultMaximum\n          comment\n          timestamp\n        }\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n  }\n}"): (typeof documents)["query Scores($lineItemId: ID!, $first: Int, $after: String, $last: Int, $before: String) {\n  lineItem(id: $lineItemId) {\n    id\n    scores(first: $first, after: $after, last: $last, before: $before) {\n      edges {\n        cursor\n        node {\n          id\n          userId\n          resultScore\n          resultMaximum\n          comment\n          timestamp\n        }\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation SubmitScore($input: SubmitScoreInput!) {\n  submitScore(input: $input) {\n    accepted\n    score {\n      id\n      userId\n      resultScore\n      resultMaximum\n      comment\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): (typeof documents)["mutation SubmitScore($input: SubmitScoreInput!) {\n  submitScore(input: $input) {\n    accepted\n    score {\n      id\n      userId\n      resultScore\n      resultMaximum\n      comment\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation SubmitScores($input: SubmitScoresInput!) {\n  submitScores(input: $input) {\n    acceptedCount\n    results {\n      userId\n      accepted\n      userErrors {\n        code\n        message\n        field\n      }\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): (typeof documents)["mutation SubmitScores($input: SubmitScoresInput!) {\n  submitScores(input: $input) {\n    acceptedCount\n    results {\n      userId\n      accepted\n      userErrors {\n        code\n        message\n        field\n      }\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation UpdateLineItem($input: UpdateLineItemInput!) {\n  updateLineItem(input: $input) {\n    lineItem {\n      id\n      label\n      scoreMaximum\n      resourceLinkId\n      resourceId\n      tag\n      startDateTime\n      endDateTime\n      gradesReleased\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"): (typeof documents)["mutation UpdateLineItem($input: UpdateLineItemInput!) {\n  updateLineItem(input: $input) {\n    lineItem {\n      id\n      label\n      scoreMaximum\n      resourceLinkId\n      resourceId\n      tag\n      startDateTime\n      endDateTime\n      gradesReleased\n    }\n    userErrors {\n      code\n      message\n      field\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation UpdateScore($input: SubmitScoreInput!) {\n  submitScore(input: $input) {\n    accepted\n    score {\n      id\n      userId\n      resultScore\n      resultMaximum\n      comment\n    }\n    userErrors {\n      code\n      message\n      field\n      reason\n    }\n  }\n}"): (typeof documents)["mutation UpdateScore($input: SubmitScoreInput!) {\n  submitScore(input: $input) {\n    accepted\n    score {\n      id\n      userId\n      resultScore\n      resultMaximum\n      comment\n    }\n    userErrors {\n      code\n      message\n      field\n      reason\n    }\n  }\n}"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;