import type { ErrorLike } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { useEffect, useMemo, useState } from 'react';
import { GradebookColumnsDocument, RosterDocument, type Score, ScoresDocument } from '../../generated/graphql';
import { nodesOf } from './client';
import { listLearners } from './learners';
import { detailsOf } from './Problem';

const columnsAtOnce = 5;
/** The gateway's largest page. Large pages need fewer calls. */
export const rowsAtOnce = 500;

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

/** The columns and the learners. One operation reads the columns with their scores, another the roster, page by page. */
export function useGradebook() {
  // With `all`, the other columns stay visible if one cannot be read.
  const list = useQuery(GradebookColumnsDocument, {
    variables: { first: columnsAtOnce, firstScores: rowsAtOnce },
    errorPolicy: 'all',
  });
  // Members of any status, since people who have left the course can have scores.
  const everybody = { first: rowsAtOnce, filter: { status: null } };
  const roster = useQuery(RosterDocument, { variables: everybody, errorPolicy: 'all' });
  const { lineItems } = list.data ?? {};
  const { members } = roster.data ?? {};

  const { client } = list;
  const options = { fetchPolicy: 'network-only', errorPolicy: 'all' } as const;
  const restOfRoster = useRest(members, async (after) => {
    const { data, error } = await client.query({
      query: RosterDocument,
      variables: { ...everybody, after },
      ...options,
    });
    return data?.members ? undefined : error;
  });
  const long = nodesOf(lineItems).find(({ scores }) => scores?.pageInfo.hasNextPage);
  const restOfScores = useRest(long?.scores, async (after) => {
    const variables = { lineItemId: long!.id, first: rowsAtOnce, after };
    const { data, error } = await client.query({ query: ScoresDocument, variables, ...options });
    return data?.lineItem?.scores ? undefined : error;
  });

  const columns = useMemo(
    () =>
      nodesOf(lineItems).map(({ scores, ...column }): Column => {
        const isWhole = scores?.edges?.every((edge) => edge?.node) && !scores.pageInfo.hasNextPage;
        const isLoading = scores?.pageInfo.hasNextPage && !restOfScores.error;
        return {
          ...column,
          scores: new Map(nodesOf(scores).map((score) => [score.userId, score])),
          state: isWhole ? 'complete' : isLoading ? 'loading' : 'failed',
        };
      }),
    [lineItems, restOfScores.error],
  );
  const learners = useMemo(() => {
    const scores = columns.flatMap((column) => [...column.scores.values()]);
    const scored = scores.filter(({ resultScore }) => resultScore != null).map(({ userId }) => userId);
    return listLearners(nodesOf(members), new Set(scored));
  }, [columns, members]);

  const hasRoster = detailsOf(roster.error).code !== 'SERVICE_NOT_AVAILABLE';
  const isRosterRead = roster.error ?? restOfRoster.error ?? members?.pageInfo.hasNextPage === false;
  const refetch = () => list.refetch({ first: Math.max(columns.length, columnsAtOnce) });
  const { hasNextPage, endCursor } = lineItems?.pageInfo ?? {};
  return {
    columns,
    learners,
    /** False: the LMS does not offer the roster. */
    hasRoster,
    isReady: Boolean((list.data ?? list.error) && isRosterRead),
    isLoading: list.loading || roster.loading,
    /** The failures, with a way to try again. */
    problems: [{ error: list.error, refetch }, ...(hasRoster ? [roster] : []), restOfRoster, restOfScores].filter(
      ({ error }) => error,
    ),
    /** Undefined: there are no more. */
    loadMoreColumns: hasNextPage
      ? () => void list.fetchMore({ variables: { first: columnsAtOnce, after: endCursor } })
      : undefined,
  };
}

interface Page {
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

/** Reads a list to its end. The cache appends each page, which leads to the next one. `read` returns why it failed. */
function useRest(page: Page | null | undefined, read: (after: string) => Promise<ErrorLike | undefined>) {
  const [error, setError] = useState<ErrorLike>();
  const after = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : undefined;
  const refetch = () => {
    setError(undefined);
    if (after) read(after).then(setError, setError);
  };
  useEffect(refetch, [after]);
  return { error, refetch };
}
