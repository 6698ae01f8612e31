import { useQuery } from '@apollo/client/react';
import { MyGradesDocument } from '../../generated/graphql';
import { nodesOf } from './client';
import { count } from './count';
import { Plot } from './Plot';
import { Problem } from './Problem';
import { useNextPage } from './useNextPage';

const itemsAtOnce = 20;

/** A learner's own grades, as a chart and as a table. */
export function MyGrades() {
  const list = useQuery(MyGradesDocument, { variables: { first: itemsAtOnce }, errorPolicy: 'all' });
  const { lineItems } = list.data ?? {};
  const more = useNextPage(lineItems, (after) => list.fetchMore({ variables: { after }, errorPolicy: 'all' }));
  const items = nodesOf(lineItems);
  const graded = items.filter(({ myScore }) => myScore?.resultScore != null).length;
  const status = () => {
    if (list.loading) return 'Loading…';
    if (list.error) return '';
    if (!items[0]) return 'No grades yet. An item appears here when your teacher adds it to the gradebook.';
    if (graded === 0) return 'No scores yet. A score appears here when your work has been graded.';
    return `${count(items.length, 'item')}, ${graded} graded`;
  };
  return (
    <>
      <p role="status">{status()}</p>
      <Problem of={list} />
      <Problem of={more} />
      {graded > 0 && <Plot scores={items.map(({ myScore }) => myScore)} />}
      <article className="overflow-auto" hidden={!items[0]}>
        <table>
          <thead>
            <tr>
              <th scope="col">Item</th>
              <th scope="col">Score</th>
            </tr>
          </thead>
          <tbody>
            {items.map(({ id, label, myScore }, place) => (
              <tr key={id}>
                <th scope="row">
                  {place + 1}. {label} <small>{myScore?.comment}</small>
                </th>
                <td>
                  {myScore?.resultScore == null ? '–' : `${myScore.resultScore} out of ${myScore.resultMaximum}`}
                  <small>{myScore?.timestamp && new Date(myScore.timestamp).toLocaleDateString()}</small>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </article>
      {more.after && (
        <button aria-busy={list.loading} onClick={more.refetch}>
          Load more items
        </button>
      )}
    </>
  );
}
