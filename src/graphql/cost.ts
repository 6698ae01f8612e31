import type { GraphQLRequestContextDidResolveOperation } from '@apollo/server';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import { type ComplexityEstimator, getComplexity } from 'graphql-query-complexity';
import { ClientError } from '../errors';
import { maxColumns } from '../gradebook/reads/memberScores';
import { maxPageSize } from '../relay/pageArgs';
import type { Context } from './context';

type Request = GraphQLRequestContextDidResolveOperation<Context>;

/** Fields that cost at least one call each time they are resolved. */
const costsOneCall = new Set([
  'Query.lineItems',
  'LineItem.scores',
  'LineItem.score',
  'LineItem.scoresForUsers',
  'LineItem.myScore',
  'LineItem.statistics',
  'Member.score',
  'Mutation.ensureLineItem',
]);
/** Fields that need the roster. An operation reads it at most once. */
const needsRoster = new Set(['Query.members', 'Score.user', 'ScoreStatistics.unscored', 'Launch.checks']);
/** Columns of `Member.scores`: by default as many as a connection has rows. */
const defaultColumns = 50;
/** Fields whose selections are resolved once per row. */
const connections = new Set(['Query.lineItems', 'LineItem.scores']);
/** Arguments that set the number of rows. */
const sizes = new Set(['first', 'last', 'representations', 'lineItemIds']);

/**
 * Returns a check that rejects operations whose estimated calls exceed `maxCalls`. The estimate multiplies by the number of rows that
 * each list is asked for. The calls of operations that pass are counted during execution.
 */
export function createCostCheck(schema: GraphQLSchema, maxCalls: number) {
  // Most documents have no variables, or stay within the budget with any values: those are estimated once.
  const known = new WeakMap<DocumentNode, { operationName: string | null; calls: number | undefined }>();
  const estimate = (
    estimator: ComplexityEstimator,
    document: DocumentNode,
    operationName: string | null,
    variables: object,
  ) =>
    estimateIfPossible(() => {
      let rosters = 0;
      const noteRoster: ComplexityEstimator = ({ type, field }) => {
        if (needsRoster.has(`${type.name}.${field.name}`)) rosters = 1;
      };
      const calls = getComplexity({
        schema,
        query: document,
        variables: { ...variables },
        estimators: [noteRoster, estimator],
        ...(operationName !== null && { operationName }),
      });
      return calls + rosters;
    });
  return (operation: OperationDefinitionNode, { document, operationName, request }: Request): void => {
    let measured = known.get(document);
    if (measured?.operationName !== operationName) {
      const hasVariables = (operation.variableDefinitions ?? []).length > 0;
      const worst = hasVariables
        ? estimate(atWorst, withoutConditions(document), operationName, request.variables ?? {})
        : estimate(asRequested, document, operationName, {});
      // A variable is invalid. The next request may have valid ones.
      if (worst === undefined) return;
      measured = { operationName, calls: worst <= maxCalls || !hasVariables ? worst : undefined };
      known.set(document, measured);
    }
    const calls = measured.calls ?? estimate(asRequested, document, operationName, request.variables ?? {});
    if (calls === undefined || calls <= maxCalls) return;
    const message = `The operation would need about ${calls} calls to LTIAAS; at most ${maxCalls} are allowed. Request fewer rows at once.`;
    const originalError = new ClientError('OPERATION_TOO_EXPENSIVE', message);
    throw new GraphQLError(message, { originalError, extensions: { http: { status: 400 } } });
  };
}

/** Undefined if a variable is invalid: the execution reports that, and names the variable. */
function estimateIfPossible(estimate: () => number): number | undefined {
  try {
    return estimate();
  } catch {
    return undefined;
  }
}

/** The document with everything that `@skip` and `@include` could leave out. */
function withoutConditions(document: DocumentNode): DocumentNode {
  return visit(document, { Directive: () => null });
}

const asRequested: ComplexityEstimator = ({ type, field, args, childComplexity }) => {
  const name = `${type.name}.${field.name}`;
  if (name === 'Query._entities') {
    // `atWorst` does not know how many there are.
    const { representations } = args as { representations?: unknown[] };
    return (representations?.length ?? Infinity) * (1 + childComplexity);
  }
  // All members of an operation share the calls of a column: rows of members do not multiply them.
  if (name === 'Member.scores') {
    const { lineItemIds } = args as { lineItemIds?: readonly string[] | null };
    return 1 + (lineItemIds?.length ?? defaultColumns) * (1 + childComplexity);
  }
  const own = costsOneCall.has(name) ? 1 : 0;
  if (!connections.has(name)) return own + childComplexity;
  const { first, last } = args as { first?: number | null; last?: number | null };
  return own + childComplexity * Math.min(first ?? last ?? 50, maxPageSize);
};

const atWorst: ComplexityEstimator = (options) => {
  const varies = options.node.arguments?.some(
    ({ name, value }) => sizes.has(name.value) && value.kind === Kind.VARIABLE,
  );
  const most = { first: maxPageSize, lineItemIds: { length: maxColumns } };
  return asRequested(varies ? { ...options, args: most } : options);
};
