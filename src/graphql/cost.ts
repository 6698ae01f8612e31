import type { GraphQLRequestContextDidResolveOperation } from '@apollo/server';
import {
  type ASTNode,
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import { type ComplexityEstimator, type ComplexityEstimatorArgs, getComplexity } from 'graphql-query-complexity';
import { ClientError } from '../errors';
import { maxColumns } from '../gradebook/reads/memberScores';
import { maxUserIds } from '../gradebook/reads/scores';
import { maxBulkRows } from '../gradebook/writes/scores';
import { maxPageSize } from '../relay/pageArgs';
import type { Context } from './context';

type Request = GraphQLRequestContextDidResolveOperation<Context>;

/** Fields that cost at least one call each time they are resolved. */
const costsOneCall = new Set([
  'Query.node',
  'Query.lineItem',
  'Query.lineItems',
  'Launch.lineItem',
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
/** The calls of `Launch.checks` without the roster: the id token, the list of line items and one column. Also made at most once. */
const callsOfChecks = 3;
/** Fields of a line item that need no call if `statistics` is selected too, because it reads the whole column. */
const partsOfColumn = new Set(['scores', 'score', 'scoresForUsers', 'myScore', 'statistics']);
/** Columns of `Member.scores`: by default as many as a connection has rows. */
const defaultColumns = 50;
/** Fields whose selections make calls of their own for each row. */
const connections = new Set(['Query.lineItems', 'LineItem.scores']);
/**
 * The fields that a response may have. Rows that share their calls can multiply without any, and a response of many millions of fields
 * would block the process and use up its memory. 250 lists of 500 scores with all their fields stay below the limit.
 */
const maxFields = 2_000_000;
/** A field that makes a call can fail. An error takes about as long as this many other fields. */
const fieldsPerError = 50;
/** The most expensive values of the arguments that affect the number of calls. `_entities` has no maximum. */
const largest: Readonly<Record<string, object>> = {
  first: { first: maxPageSize },
  last: { first: maxPageSize },
  userIds: { userIds: { length: maxUserIds } },
  representations: { representations: { length: Infinity } },
  lineItemIds: { lineItemIds: { length: maxColumns } },
  filter: { filter: { withoutScoreIn: '' } },
};

/** An estimate for one operation. */
interface Cost {
  /** To LTIAAS. */
  calls: number;
  /** Of the response, with {@link fieldsPerError}. */
  fields: number;
}

/**
 * Returns a check that rejects operations whose estimated calls exceed `maxCalls`, or whose responses could be too large. The estimate
 * multiplies by the number of rows that each list is asked for. The calls of operations that pass are counted during execution.
 */
export function createCostCheck(schema: GraphQLSchema, maxCalls: number) {
  const breachOf = ({ calls, fields }: Cost): string | undefined => {
    if (calls > maxCalls) return `would need about ${calls} calls to LTIAAS; at most ${maxCalls} are allowed`;
    return fields > maxFields
      ? `could return about ${fields} fields (one that makes a call counts as ${fieldsPerError}); at most ${maxFields} are allowed`
      : undefined;
  };
  // Most documents have no variables, or stay within the limits with any values: those are estimated once.
  const known = new WeakMap<DocumentNode, { operationName: string | null; cost: Cost | undefined }>();
  const estimate = (
    isWorst: boolean,
    document: DocumentNode,
    operationName: string | null,
    variables: Record<string, unknown>,
  ) =>
    estimateIfPossible((): Cost => {
      const shared = { roster: 0, checks: 0 };
      const noteShared: ComplexityEstimator = ({ type, field }) => {
        const name = `${type.name}.${field.name}`;
        if (needsRoster.has(name)) shared.roster = 1;
        if (name === 'Launch.checks') shared.checks = callsOfChecks;
      };
      const covered = coveredFields(document);
      const sum = (costOf: (field: Omit<ComplexityEstimatorArgs, 'context'>) => number) =>
        getComplexity({
          schema,
          query: isWorst ? withoutConditions(document) : document,
          variables: { ...variables },
          estimators: [
            noteShared,
            ({ node, args, ...field }) => costOf({ ...field, node, args: isWorst ? mostExpensive(node, args) : args }),
          ],
          ...(operationName !== null && { operationName }),
        });
      const calls = sum((field) => callsOf(field, covered.has(field.node)));
      return { calls: calls + shared.roster + shared.checks, fields: sum(fieldsOf) };
    });
  return (operation: OperationDefinitionNode, { document, operationName, request }: Request): void => {
    let measured = known.get(document);
    if (measured?.operationName !== operationName) {
      const hasVariables = (operation.variableDefinitions ?? []).length > 0;
      const worst = hasVariables
        ? estimate(true, document, operationName, request.variables ?? {})
        : estimate(false, document, operationName, {});
      // A variable is invalid. The next request may have valid ones.
      if (worst === undefined) return;
      const isKnown = !hasVariables || breachOf(worst) === undefined;
      measured = { operationName, cost: isKnown ? worst : undefined };
      known.set(document, measured);
    }
    const cost = measured.cost ?? estimate(false, document, operationName, request.variables ?? {});
    const breach = cost && breachOf(cost);
    if (breach === undefined) return;
    const message = `The operation ${breach}. Request fewer rows at once.`;
    const originalError = new ClientError('OPERATION_TOO_EXPENSIVE', message);
    throw new GraphQLError(message, { originalError, extensions: { http: { status: 400 } } });
  };
}

/** Undefined if a variable is invalid: the execution reports that, and names the variable. */
function estimateIfPossible<T>(estimate: () => T): T | undefined {
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

/**
 * The fields whose column is read anyway, because `statistics` is selected next to them without a condition. `withoutConditions` copies
 * the fields that it changes, so they are never in this set.
 */
function coveredFields(document: DocumentNode): ReadonlySet<FieldNode> {
  const covered = new Set<FieldNode>();
  visit(document, {
    SelectionSet({ selections }) {
      const fields = selections.filter((node) => node.kind === Kind.FIELD);
      const statistics = fields.find(({ name, directives }) => name.value === 'statistics' && !directives?.length);
      if (statistics === undefined) return;
      for (const field of fields) if (field !== statistics && partsOfColumn.has(field.name.value)) covered.add(field);
    },
  });
  return covered;
}

type SelectedField = Omit<ComplexityEstimatorArgs, 'node' | 'context'>;

/** `isCovered`: another field reads the same column. */
function callsOf(selected: SelectedField, isCovered: boolean): number {
  const { type, field, args, childComplexity } = selected;
  const name = `${type.name}.${field.name}`;
  if (name === 'Query._entities') return rowsOf(selected) * (1 + childComplexity);
  // All members of an operation share the calls of a column: rows of members do not multiply them.
  if (name === 'Member.scores') return 1 + rowsOf(selected) * (1 + childComplexity);
  if (name === 'Query.members') {
    const { filter } = args as { filter?: { withoutScoreIn?: string | null } | null };
    return childComplexity + (filter?.withoutScoreIn == null ? 0 : 1);
  }
  const own = costsOneCall.has(name) && !isCovered ? 1 : 0;
  return own + childComplexity * (connections.has(name) ? rowsOf(selected) : 1);
}

/** The field itself and those within it, which each row of a list repeats. */
function fieldsOf(selected: SelectedField): number {
  const { type, field, childComplexity } = selected;
  const own = costsOneCall.has(`${type.name}.${field.name}`) ? fieldsPerError : 1;
  return own + rowsOf(selected) * childComplexity;
}

/** How many rows the field can have at most; 1 if it is not a list, or has few rows. */
function rowsOf({ type, field, args }: SelectedField): number {
  const { first, last, userIds, lineItemIds, representations } = args as {
    first?: number | null;
    last?: number | null;
    userIds: readonly string[];
    lineItemIds?: readonly string[] | null;
    representations: { length: number };
  };
  switch (`${type.name}.${field.name}`) {
    case 'Query.lineItems':
    case 'Query.members':
    case 'LineItem.scores':
      // An invalid negative number must not offset the cost of other fields.
      return Math.max(0, Math.min(first ?? last ?? 50, maxPageSize));
    case 'LineItem.scoresForUsers':
      return userIds.length;
    case 'Member.scores':
      return lineItemIds?.length ?? defaultColumns;
    case 'SubmitScoresPayload.results':
      return maxBulkRows;
    case 'Query._entities':
      return representations.length;
    default:
      return 1;
  }
}

/** The arguments of a field, with the most expensive value for each that depends on variables. */
function mostExpensive({ arguments: given = [] }: FieldNode, args: Record<string, unknown>): Record<string, unknown> {
  const varying = given.filter(({ value }) => hasVariable(value));
  return Object.assign({ ...args }, ...varying.map(({ name }) => largest[name.value])) as Record<string, unknown>;
}

function hasVariable(value: ASTNode): boolean {
  let found = false;
  visit(value, { Variable: () => void (found = true) });
  return found;
}
