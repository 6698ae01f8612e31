import type { ErrorLike } from '@apollo/client';
import { skipToken, useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { LineItemsDocument, ScoresDocument } from '../../generated/graphql';
import { nodesOf } from './client';
import { count } from './count';
import { LearnerRows } from './LearnerRows';
import { Problem } from './Problem';
import { type Cell, ScoreDialog } from './ScoreDialog';

const columnsAtOnce = 5;
const learnersAtOnce = 12;

/** The gradebook for staff: columns and learners, with buttons that load more of both. */
export function Gradebook() {
  const [first, setFirst] = useState(columnsAtOnce);
  const [cell, setCell] = useState<Cell>();
  const [moreError, setMoreError] = useState<ErrorLike>();

  const list = useQuery(LineItemsDocument, { variables: { first } });
  const { lineItems } = list.data ?? list.previousData ?? {};
  const columns = nodesOf(lineItems);

  // AGS has no list of learners. This app shows those who have a score in the first column.
  const lineItemId = columns[0]?.id;
  const variables = lineItemId && { lineItemId, first: learnersAtOnce };
  const learners = useQuery(ScoresDocument, variables ? { variables } : skipToken);
  const scores = learners.data?.lineItem?.scores;
  const loadMore = () => {
    setMoreError(undefined);
    learners.fetchMore({ variables: { after: scores?.pageInfo.endCursor } }).catch(setMoreError);
  };
  const userIds = nodesOf(scores).map(({ userId }) => userId);
  const starts = userIds.flatMap((_, place) => (place % learnersAtOnce === 0 ? place : []));

  const loading = list.loading || learners.loading;
  const status = () => {
    if (loading) return 'Loading…';
    if (list.error ?? learners.error) return '';
    if (!columns[0]) return 'No columns yet. A column appears here when this tool adds one to the gradebook.';
    if (!userIds[0]) return `No scores yet. Learners appear here when they have a score in “${columns[0].label}”.`;
    return `${count(columns.length, 'column')}, ${count(userIds.length, 'learner')}`;
  };
  return (
    <>
      <p role="status">{status()}</p>
      <Problem of={list} />
      <Problem of={learners} />
      <Problem of={{ error: moreError, refetch: loadMore }} />
      <article className="overflow-auto" hidden={!columns[0]}>
        <table>
          <thead>
            <tr>
              <th scope="col">Learner</th>
              {columns.map(({ id, label, scoreMaximum }) => (
                <th key={id} scope="col">
                  {label} <small>out of {scoreMaximum}</small>
                </th>
              ))}
            </tr>
          </thead>
          {starts.map((start) => {
            const rows = userIds.slice(start, start + learnersAtOnce);
            return <LearnerRows key={start} userIds={rows} columns={columns} onOpen={setCell} />;
          })}
        </table>
      </article>
      <div className="bar">
        {scores?.pageInfo.hasNextPage && (
          <button aria-busy={loading} onClick={loadMore}>
            Load more learners
          </button>
        )}
        {lineItems?.pageInfo.hasNextPage && (
          <button className="outline" aria-busy={loading} onClick={() => setFirst(first + columnsAtOnce)}>
            Load more columns
          </button>
        )}
      </div>
      {cell && <ScoreDialog {...cell} onClose={() => setCell(undefined)} />}
    </>
  );
}
