/** An operation that the explorers open with. A test compares each with its file in examples/operations, which is not deployed. */
export interface ExampleOperation {
  title: string;
  document: string;
  variables: object;
}

/** The first needs only a credential. The others use ids of the demo. */
export const exampleOperations: readonly [ExampleOperation, ...ExampleOperation[]] = [
  {
    title: 'First page',
    document: `query LineItems($first: Int, $after: String, $last: Int, $before: String, $filter: LineItemFilter) {
  lineItems(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
    edges {
      cursor
      node {
        id
        label
        scoreMaximum
        resourceLinkId
        resourceId
        tag
      }
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
  }
}
`,
    variables: { first: 5 },
  },
  {
    title: 'Who am I',
    document: `query Launch {
  launch {
    user {
      id
      name
    }
    permissions {
      manageLineItems
      readAllScores
      gradeLearners
    }
    context {
      title
    }
    platform {
      name
    }
  }
}
`,
    variables: {},
  },
  {
    title: 'Scores of a column',
    document: `query Scores($lineItemId: ID!, $first: Int, $after: String, $last: Int, $before: String) {
  lineItem(id: $lineItemId) {
    id
    scores(first: $first, after: $after, last: $last, before: $before) {
      edges {
        cursor
        node {
          id
          userId
          resultScore
          resultMaximum
          comment
          timestamp
        }
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
    }
  }
}
`,
    variables: { lineItemId: 'https://lms.example.edu/lti/courses/1/lineitems/1', first: 20 },
  },
  {
    title: 'Submit a score',
    document: `mutation SubmitScore($input: SubmitScoreInput!) {
  submitScore(input: $input) {
    accepted
    score {
      id
      userId
      resultScore
      resultMaximum
      comment
    }
    userErrors {
      code
      message
      field
    }
  }
}
`,
    variables: {
      input: {
        lineItemId: 'https://lms.example.edu/lti/courses/1/lineitems/1',
        userId: '895d0a57-8ef1-49ed-a26d-686cf4468509',
        activityProgress: 'COMPLETED',
        gradingProgress: 'FULLY_GRADED',
        scoreGiven: 4.5,
        scoreMaximum: 5,
        comment: 'Well done.',
      },
    },
  },
];
