import { useQuery } from '@apollo/client/react';
import { GradebookDocument } from '../../generated/graphql';
import { nodesOf } from './client';
import { Problem } from './Problem';
import type { Cell } from './ScoreDialog';

interface LearnerRowsProps {
  userIds: string[];
  columns: Cell['column'][];
  onOpen: (cell: Cell) => void;
}

/** What a cell without points shows, and what a screen reader says. */
const noScore = ['–', 'no score'];
const loading = ['…', 'loading'];
const failed = ['?', 'could not be loaded'];

/** The scores of some learners in the visible columns. One operation reads all of them. */
export function LearnerRows({ userIds, columns, onOpen }: LearnerRowsProps) {
  // With `all`, the other columns stay visible if one cannot be read.
  const rows = useQuery(GradebookDocument, { variables: { userIds, first: columns.length }, errorPolicy: 'all' });
  const { lineItems } = rows.data ?? rows.previousData ?? {};
  const scoresIn = new Map(nodesOf(lineItems).map(({ id, scoresForUsers }) => [id, scoresForUsers]));
  return (
    <tbody aria-busy={rows.loading}>
      {userIds.map((userId, row) => (
        <tr key={userId}>
          <th scope="row">{userId.slice(0, 8)}</th>
          {columns.map((column) => {
            const scores = scoresIn.get(column.id);
            const score = scores?.[row];
            const points = score?.resultScore;
            const [text, spoken] =
              points != null ? [points, points] : scores ? noScore : rows.loading ? loading : failed;
            return (
              <td key={column.id}>
                <button
                  className="cell"
                  disabled={!scores}
                  aria-label={`${column.label}, learner ${userId.slice(0, 8)}: ${spoken}`}
                  onClick={() => onOpen({ column, userId, score })}
                >
                  {text}
                  {score?.resultScore != null && <progress value={score.resultScore} max={score.resultMaximum} />}
                </button>
              </td>
            );
          })}
        </tr>
      ))}
      {rows.error && (
        <tr>
          <td colSpan={columns.length + 1}>
            <Problem of={rows} />
          </td>
        </tr>
      )}
    </tbody>
  );
}
