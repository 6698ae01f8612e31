import { skipToken, useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { LineItemsDocument, ScoresDocument } from '../../generated/graphql';
import { nodesOf } from './client';
import { LearnerRows } from './LearnerRows';
import { Problem } from './Problem';
import { type Cell, ScoreDialog } from './ScoreDialog';

const columnsAtOnce = 5;
const learnersAtOnce = 12;

/** The gradebook as staff see it: columns, learners under them, and more of both on demand. */
export function Gradebook() {
  const [first, setFirst] = useState(columnsAtOnce);
  const [cell, setCell] = useState<Cell>();

  const list = useQuery(LineItemsDocument, { variables: { first } });
  const { lineItems } = list.data ?? list.previousData ?? {};
  const columns = nodesOf(lineItems);

  // AGS lists no learners. A tool knows its own from their launches; this one takes who has a score in the first column.
  const lineItemId = columns[0]?.id;
  const variables = lineItemId && { lineItemId, first: learnersAtOnce };
  const learners = useQuery(ScoresDocument, variables ? { variables } : skipToken);
  const scores = learners.data?.lineItem?.scores;
  const loadMore = () => learners.fetchMore({ variables: { after: scores?.pageInfo.endCursor } });
  const userIds = nodesOf(scores).map(({ userId }) => userId);
  const starts = userIds.flatMap((_, place) => (place % learnersAtOnce === 0 ? place : []));

  const loading = list.loading || learners.loading;
  return (
    <>
      <p role="status">{loading ? 'Loading…' : `${columns.length} columns, ${userIds.length} learners`}</p>
      <Problem of={list} />
      <Problem of={learners} />
      <article className="overflow-auto">
        <table>
          <thead>
            <tr>
              <th scope="col">Learner</th>
              {columns.map(({ id, label, scoreMaximum }) => (
                <th key={id} scope="col">
                  {label} <small>of {scoreMaximum}</small>
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
          <button aria-busy={loading} onClick={() => void loadMore()}>
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
