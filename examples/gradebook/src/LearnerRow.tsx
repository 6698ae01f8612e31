import type { Learner } from './learners';
import type { Cell } from './ScoreDialog';
import type { Column, ColumnScore } from './useGradebook';

interface LearnerRowProps {
  learner: Learner;
  columns: readonly Column[];
  onOpen: (cell: Cell) => void;
}

/** What a cell without points shows, and what a screen reader says. */
const noScore = {
  complete: ['–', 'no score'],
  loading: ['…', 'loading'],
  failed: ['?', 'could not be loaded'],
} as const;

/** The scores of one learner. */
export function LearnerRow({ learner, columns, onOpen }: LearnerRowProps) {
  return (
    <tr>
      <th scope="row">
        {learner.label}
        {!learner.isActive && <small>not an active learner</small>}
      </th>
      {columns.map((column) => {
        const score = column.scores.get(learner.id);
        const hasScore = score?.resultScore != null;
        const [text, spoken] = hasScore ? [score.resultScore, score.resultScore] : noScore[column.state];
        return (
          <td key={column.id}>
            <button
              className={isMissing(learner, column) ? 'cell missing' : 'cell'}
              disabled={!hasScore && column.state !== 'complete'}
              aria-label={`${column.label}, ${learner.label}: ${spoken}`}
              onClick={() => onOpen({ column, learner })}
            >
              {text}
              {hasScore && <ScoreBar {...score} />}
            </button>
          </td>
        );
      })}
    </tr>
  );
}

function ScoreBar({ resultScore, resultMaximum }: ColumnScore) {
  return <progress value={resultScore ?? 0} max={resultMaximum || 1} />;
}

/** A learner of whom a score is expected, and who certainly has none. */
export function isMissing({ id, isActive }: Learner, { scores, state }: Column): boolean {
  return isActive && state === 'complete' && scores.get(id)?.resultScore == null;
}
