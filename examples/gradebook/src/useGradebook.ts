import { useQuery } from '@apollo/client/react';
import { useMemo, useState } from 'react';
import {
  GradebookColumnsDocument,
  type GradebookColumnsQuery,
  RosterDocument,
  type Score,
  ScoresDocument,
  type ScoresQuery,
} from '../../generated/graphql';
import { nodesOf } from './client';
import { listLearners } from './learners';
import { detailsOf } from './Problem';
import { append, useNextPage, useRest } from './useNextPage';

const columnsAtOnce = 5;
/** The gateway's largest page. Large pages need fewer calls. */
const rowsAtOnce = 500;

export type ColumnScore = Pick<Score, 'userId' | 'resultScore' | 'resultMaximum' | 'comment'>;

/** A column with the scores that have been read, by user. */
export interface Column {
  id: string;
  label: string;
  scoreMaximum: number;
  scores: ReadonlyMap<string, ColumnScore>;
  /** Only in a complete column is it certain that a learner without a score has none. */
  state: 'complete' | 'loading' | 'failed';
}

/** How reading the roster ended. A roster can be read and have no names, which the LMS then keeps private. */
export type NameSource = 'read' | 'failed' | 'notOffered';

/**
 * The columns and the learners. One operation reads the columns with their scores, another the roster. Long lists need more pages.
 * They bypass the cache, which would read a list again from its start with each page: with thousands of rows, the page would
 * freeze.
 */
export function useGradebook() {
  // With `all`, the other columns stay visible if one cannot be read.
  const options = { fetchPolicy: 'no-cache', errorPolicy: 'all' } as const;
  const size = { first: columnsAtOnce, firstScores: rowsAtOnce };
  const list = useQuery(GradebookColumnsDocument, { variables: size, ...options });
  // Members of any status, since people who have left the course can have scores.
  const everybody = { first: rowsAtOnce, filter: { status: null } };
  const roster = useQuery(RosterDocument, { variables: everybody, ...options });
  const { lineItems } = list.data ?? {};
  const { members } = roster.data ?? {};

  const restOfRoster = useRest(members, (after) =>
    roster.fetchMore({
      variables: { after },
      errorPolicy: 'all',
      updateQuery: (known, { fetchMoreResult: page }) => ({ members: append(known.members, page?.members) }),
    }),
  );
  const long = nodesOf(lineItems).find(({ scores }) => scores?.pageInfo.hasNextPage);
  const restOfScores = useRest(long?.scores, (after) =>
    list.fetchMore({
      query: ScoresDocument,
      variables: { lineItemId: long!.id, first: rowsAtOnce, after },
      errorPolicy: 'all',
      updateQuery: (known, { fetchMoreResult: page }) => appendScores(known, page?.lineItem),
    }),
  );
  const moreColumns = useNextPage(lineItems, (after) =>
    list.fetchMore({
      variables: { ...size, after },
      errorPolicy: 'all',
      updateQuery: (known, { fetchMoreResult: page }) => ({ lineItems: append(known.lineItems, page?.lineItems) }),
    }),
  );
  const [saved, setSaved] = useState<{ lineItemId: string; score: ColumnScore }[]>([]);

  const columns = useMemo(
    () =>
      nodesOf(lineItems).map(({ scores, ...column }): Column => {
        const isWhole = scores?.edges?.every((edge) => edge?.node) && !scores.pageInfo.hasNextPage;
        const isLoading = scores?.pageInfo.hasNextPage && !restOfScores.error;
        // The first row of a user counts, as in the gateway.
        const rows = [
          ...nodesOf(scores).toReversed(),
          ...saved.filter(({ lineItemId }) => lineItemId === column.id).map(({ score }) => score),
        ];
        return {
          ...column,
          scores: new Map(rows.map((score) => [score.userId, score])),
          state: isWhole ? 'complete' : isLoading ? 'loading' : 'failed',
        };
      }),
    [lineItems, saved, restOfScores.error],
  );
  const learners = useMemo(() => {
    const scores = columns.flatMap((column) => [...column.scores.values()]);
    const scored = scores.filter(({ resultScore }) => resultScore != null).map(({ userId }) => userId);
    return listLearners(nodesOf(members), new Set(scored));
  }, [columns, members]);

  const hasRoster = detailsOf(roster.error).code !== 'SERVICE_NOT_AVAILABLE';
  const isRosterRead = members?.pageInfo.hasNextPage === false;
  const names: NameSource = isRosterRead ? 'read' : hasRoster ? 'failed' : 'notOffered';
  const refetch = () => {
    setSaved([]);
    return list.refetch({ first: Math.max(columns.length, columnsAtOnce) });
  };
  return {
    columns,
    learners,
    names,
    isReady: Boolean((list.data ?? list.error) && (isRosterRead || (roster.error ?? restOfRoster.error))),
    isLoading: list.loading || roster.loading,
    /** The failures, with a way to try again. */
    problems: [
      { error: list.error, refetch },
      ...(hasRoster ? [roster] : []),
      restOfRoster,
      restOfScores,
      moreColumns,
    ].filter(({ error }) => error),
    /** Undefined: there are no more. */
    loadMoreColumns: moreColumns.after && moreColumns.refetch,
    /** Shows a score that has been submitted. Null: what the gradebook shows now is not known. */
    showSaved: (lineItemId: string, score: ColumnScore | null | undefined) =>
      score ? setSaved([...saved, { lineItemId, score }]) : void refetch(),
  };
}

/** The columns with one more page of the scores of one of them. */
function appendScores(known: GradebookColumnsQuery, lineItem: ScoresQuery['lineItem']): GradebookColumnsQuery {
  const edges = known.lineItems?.edges?.map((edge) =>
    lineItem && edge?.node?.id === lineItem.id
      ? { ...edge, node: { ...edge.node, scores: append(edge.node.scores, lineItem.scores) } }
      : edge,
  );
  return { lineItems: known.lineItems && edges ? { ...known.lineItems, edges } : null };
}
