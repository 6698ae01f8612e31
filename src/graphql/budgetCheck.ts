import { type DocumentNode, GraphQLError, type GraphQLSchema, Kind, visit } from 'graphql';
import { type ComplexityEstimator, getComplexity } from 'graphql-query-complexity';
import { ClientError } from '../errors';
import { maxPageSize } from '../relay/pageArgs';
import type { Check } from './admissionPlugin';

/** Fields that cost at least one call each time they are resolved. */
const costsOneCall = new Set([
  'Query.lineItems',
  'LineItem.scores',
  'LineItem.score',
  'LineItem.scoresForUsers',
  'LineItem.myScore',
]);
/** Fields whose parts are resolved once a row. */
const connections = new Set(['Query.lineItems', 'LineItem.scores']);
/** Arguments that say how much is wanted. */
const sizes = new Set(['first', 'last', 'representations']);

/**
 * Refuses operations that cannot be served within the budget of calls, before the first one: each list counts with the number of
 * rows that it is asked for. What passes is still counted as it runs.
 */
export function budgetCheck(schema: GraphQLSchema, maxCalls: number): Check {
  // Most documents cannot exceed the budget whatever their variables, or have none: they are measured once.
  const known = new WeakMap<DocumentNode, { operationName: string | null; calls: number | undefined }>();
  const estimate = (
    estimator: ComplexityEstimator,
    document: DocumentNode,
    operationName: string | null,
    variables: object,
  ) =>
    estimateIfPossible(() =>
      getComplexity({
        schema,
        query: document,
        variables: { ...variables },
        estimators: [estimator],
        ...(operationName !== null && { operationName }),
      }),
    );
  return ({ document, operation, operationName, request }) => {
    let measured = known.get(document);
    if (measured?.operationName !== operationName) {
      const hasVariables = (operation?.variableDefinitions ?? []).length > 0;
      const worst = hasVariables
        ? estimate(atWorst, withoutConditions(document), operationName, request.variables ?? {})
        : estimate(asAsked, document, operationName, {});
      // Where a variable is wrong the next request may tell more.
      if (worst === undefined) return;
      measured = { operationName, calls: worst <= maxCalls || !hasVariables ? worst : undefined };
      known.set(document, measured);
    }
    const calls = measured.calls ?? estimate(asAsked, document, operationName, request.variables ?? {});
    if (calls === undefined || calls <= maxCalls) return;
    const message = `The operation would need about ${calls} calls to LTIAAS; at most ${maxCalls} are allowed. Ask for fewer rows at once.`;
    const originalError = new ClientError('OPERATION_TOO_EXPENSIVE', message);
    throw new GraphQLError(message, { originalError, extensions: { http: { status: 400 } } });
  };
}

/** Undefined where variables are wrong: the execution tells so, in better words. */
function estimateIfPossible(estimate: () => number): number | undefined {
  try {
    return estimate();
  } catch {
    return undefined;
  }
}

/** The document with all that `@skip` and `@include` may leave out. */
function withoutConditions(document: DocumentNode): DocumentNode {
  return visit(document, { Directive: () => null });
}

const asAsked: ComplexityEstimator = ({ type, field, args, childComplexity }) => {
  const name = `${type.name}.${field.name}`;
  if (name === 'Query._entities') {
    // Not known at worst.
    const { representations } = args as { representations?: unknown[] };
    return (representations?.length ?? Infinity) * (1 + childComplexity);
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
  return asAsked(varies ? { ...options, args: { first: maxPageSize } } : options);
};
