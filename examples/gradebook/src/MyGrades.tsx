import { useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { MyGradesDocument } from '../../generated/graphql';
import { nodesOf } from './client';
import { Plot } from './Plot';
import { Problem } from './Problem';

const columnsAtOnce = 20;

/** What learners see: their own grades, as a picture and in words. */
export function MyGrades() {
  const [first, setFirst] = useState(columnsAtOnce);
  const list = useQuery(MyGradesDocument, { variables: { first }, errorPolicy: 'all' });
  const { lineItems } = list.data ?? list.previousData ?? {};
  const columns = nodesOf(lineItems);
  return (
    <>
      <p role="status">{list.loading ? 'Loading…' : `${columns.length} columns`}</p>
      <Problem of={list} />
      <Plot scores={columns.map(({ myScore }) => myScore)} />
      <article className="overflow-auto">
        <table>
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">Score</th>
            </tr>
          </thead>
          <tbody>
            {columns.map(({ id, label, myScore }, place) => (
              <tr key={id}>
                <th scope="row">
                  {place + 1}. {label} <small>{myScore?.comment}</small>
                </th>
                <td>
                  {myScore?.resultScore == null ? '–' : `${myScore.resultScore} of ${myScore.resultMaximum}`}
                  <small>{myScore?.timestamp && new Date(myScore.timestamp).toLocaleDateString()}</small>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </article>
      {lineItems?.pageInfo.hasNextPage && (
        <button aria-busy={list.loading} onClick={() => setFirst(first + columnsAtOnce)}>
          Load more columns
        </button>
      )}
    </>
  );
}
