import { graphql } from 'relay-runtime';

// Only relay-compiler reads this file. Its output is in __generated__.

export const gradebookQuery = graphql`
  query operationsGradebookQuery($count: Int!) {
    ...operationsLineItemList @arguments(count: $count)
  }
`;

export const lineItemList = graphql`
  fragment operationsLineItemList on Query
  @argumentDefinitions(count: { type: "Int" }, cursor: { type: "String" })
  @refetchable(queryName: "operationsLineItemListQuery") {
    lineItems(first: $count, after: $cursor) @connection(key: "LineItemList_lineItems") {
      __id
      edges {
        node {
          id
          label
        }
      }
    }
  }
`;

export const lineItemQuery = graphql`
  query operationsLineItemQuery($id: ID!, $count: Int!) {
    lineItem(id: $id) {
      ...operationsScoreList @arguments(count: $count)
    }
  }
`;

export const scoreList = graphql`
  fragment operationsScoreList on LineItem
  @argumentDefinitions(count: { type: "Int" }, cursor: { type: "String" })
  @refetchable(queryName: "operationsScoreListQuery") {
    scores(first: $count, after: $cursor) @connection(key: "ScoreList_scores") {
      edges {
        node {
          id
          userId
          resultScore
          timestamp
        }
      }
    }
  }
`;

export const deleteMutation = graphql`
  mutation operationsDeleteMutation($input: DeleteLineItemInput!) {
    deleteLineItem(input: $input) {
      deletedLineItemId @deleteRecord
      userErrors {
        code
      }
    }
  }
`;

export const createMutation = graphql`
  mutation operationsCreateMutation($input: CreateLineItemInput!, $connections: [ID!]!) {
    createLineItem(input: $input) {
      lineItem @appendNode(connections: $connections, edgeTypeName: "LineItemEdge") {
        id
        label
      }
      userErrors {
        code
      }
    }
  }
`;

export const launchQuery = graphql`
  query operationsLaunchQuery {
    launch {
      context {
        id
        title
      }
      resourceLink {
        id
        title
      }
    }
  }
`;

export const rosterQuery = graphql`
  query operationsRosterQuery($count: Int!) {
    ...operationsMemberList @arguments(count: $count)
  }
`;

export const memberList = graphql`
  fragment operationsMemberList on Query
  @argumentDefinitions(count: { type: "Int" }, cursor: { type: "String" })
  @refetchable(queryName: "operationsMemberListQuery") {
    members(first: $count, after: $cursor) @connection(key: "MemberList_members") {
      edges {
        node {
          id
          name
        }
      }
    }
  }
`;

export const userAndMembersQuery = graphql`
  query operationsUserAndMembersQuery {
    launch {
      user {
        id
        name
      }
    }
    members {
      nodes {
        id
        name
      }
    }
  }
`;
