import { useMutation } from '@apollo/client/react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { UpdateScoreDocument, type UserErrorCode } from '../../generated/graphql';
import type { Learner } from './learners';
import { detailsOf, explainCode } from './Problem';
import type { Column, ColumnScore } from './useGradebook';

/** What a teacher can do, by code. */
const texts: Partial<Record<UserErrorCode, string>> = {
  INVALID: 'Enter a score of 0 or more.',
  NOT_FOUND: 'The score was not saved. The column or the learner is no longer in this course.',
  CONFLICT: 'The score was not saved, because the LMS has a newer one. Reload the page to see it.',
  REJECTED: 'The score was not saved. The LMS rejected it, perhaps because this person is not a learner in the course.',
  FORBIDDEN: 'The score was not saved. The LMS does not allow this tool to change it.',
  RATE_LIMITED: 'The score was not saved. There are too many requests. Try again in a few seconds.',
  UNAVAILABLE: 'The score was not saved. The LMS is not responding. Try again in a few seconds.',
  OUTCOME_UNKNOWN:
    'The score may have been saved. Wait a few seconds, then reload the page and check it before you try again.',
};

/** One cell of the gradebook. */
export interface Cell {
  column: Column;
  learner: Learner;
}

interface ScoreDialogProps extends Cell {
  onSaved: (lineItemId: string, score: ColumnScore | null | undefined) => void;
  onClose: () => void;
}

/**
 * Changes one score. The gateway checks the input, and the form shows the result. If someone else has changed the score since the
 * teacher last saw it, nothing is written: the form shows the current score, and the teacher decides.
 */
export function ScoreDialog({ column, learner, onSaved, onClose }: ScoreDialogProps) {
  const score = column.scores.get(learner.id);
  /** The score that the teacher last saw. Only this one can be replaced. */
  const [seen, setSeen] = useState(score);
  // The scale of the score that the teacher enters. It is 0 in a column without points.
  const maximum = score?.resultMaximum || column.scoreMaximum;
  // A modal dialog of the browser keeps the focus, closes on Escape, and returns the focus to the cell.
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const [submitScore, { data, error, loading }] = useMutation(UpdateScoreDocument, { errorPolicy: 'all' });

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (loading) return;
    const form = new FormData(event.currentTarget);
    const [points, comment] = [form.get('score') as string, form.get('comment') as string];
    const progress = { activityProgress: 'COMPLETED', gradingProgress: 'FULLY_GRADED' } as const;
    const graded = { scoreGiven: points === '' ? null : Number(points), scoreMaximum: maximum };
    // A submission replaces everything: an omitted comment would be cleared.
    const onlyIf = { resultScore: seen?.resultScore ?? null, resultMaximum: seen?.resultMaximum ?? null };
    const input = { lineItemId: column.id, userId: learner.id, ...progress, ...graded, comment, onlyIf };
    const answer = await submitScore({ variables: { input } });
    const { accepted, score: stored, userErrors } = answer.data?.submitScore ?? {};
    if (accepted) {
      onSaved(column.id, stored);
      dialog.current?.close();
    } else if (userErrors?.[0]?.reason === 'SCORE_HAS_CHANGED') {
      // Null: there is no score any more.
      const current = stored ?? { userId: learner.id, resultScore: null, resultMaximum: maximum, comment: null };
      setSeen(current);
      onSaved(column.id, current);
    }
  }

  const userError = data?.submitScore?.userErrors[0];
  const hasChanged = userError?.reason === 'SCORE_HAS_CHANGED';
  // An error without an explanation can be one after the write, such as a lost connection.
  const problem = error
    ? (explainCode(detailsOf(error))?.text ?? texts.OUTCOME_UNKNOWN)
    : hasChanged
      ? `Nothing was saved, because someone else has changed this score. ${describe(seen)}`
      : userError && (texts[userError.code] ?? userError.message);
  return (
    <dialog ref={dialog} aria-labelledby="title" onClose={onClose}>
      <article>
        <h2 id="title">{column.label}</h2>
        <p>{learner.label}</p>
        <form onSubmit={(event) => void submit(event)}>
          <label>
            Score (out of {maximum}, leave empty to clear)
            <input
              name="score"
              type="number"
              step="any"
              defaultValue={score?.resultScore ?? ''}
              aria-describedby="problem"
              aria-invalid={userError?.code === 'INVALID' || undefined}
            />
          </label>
          <label>
            Comment
            <textarea name="comment" defaultValue={score?.comment ?? ''} />
          </label>
          {problem && (
            <p id="problem" role="alert">
              {problem}
            </p>
          )}
          <div className="bar">
            <button type="button" className="outline" onClick={() => dialog.current?.close()}>
              {hasChanged ? 'Keep the current score' : 'Cancel'}
            </button>
            <button aria-busy={loading}>{hasChanged ? 'Replace it with mine' : 'Save'}</button>
          </div>
        </form>
      </article>
    </dialog>
  );
}

function describe(score: ColumnScore | undefined): string {
  if (score?.resultScore == null) return 'There is no score now.';
  const { resultScore, resultMaximum, comment } = score;
  return `It is now ${resultScore} out of ${resultMaximum}${comment ? `, with the comment “${comment}”` : ''}.`;
}
