import { useMutation } from '@apollo/client/react';
import { type FormEvent, useEffect, useRef } from 'react';
import { GradebookDocument, type Score, SubmitScoreDocument } from '../../generated/graphql';
import { explain } from './Problem';

/** One cell of the gradebook. */
export interface Cell {
  column: { id: string; label: string; scoreMaximum: number };
  userId: string;
  score: Pick<Score, 'resultScore' | 'resultMaximum' | 'comment'> | null | undefined;
}

/** Changes one score. What is allowed is the gateway's to say: the form shows its answer. */
export function ScoreDialog({ column, userId, score, onClose }: Cell & { onClose: () => void }) {
  // The browser's own modal dialog keeps the focus, closes on Escape, and gives the focus back to the cell.
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const [submitScore, { data, error, loading }] = useMutation(SubmitScoreDocument, {
    // The answer's score lands in its cell by its id. An empty cell has none: it has to be read again.
    refetchQueries: score ? [] : [GradebookDocument],
    awaitRefetchQueries: true,
    errorPolicy: 'all',
  });

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (loading) return;
    const form = new FormData(event.currentTarget);
    const [points, comment] = [form.get('score') as string, form.get('comment') as string];
    const progress = { activityProgress: 'COMPLETED', gradingProgress: 'FULLY_GRADED' } as const;
    const graded = { scoreGiven: points === '' ? null : Number(points), scoreMaximum: column.scoreMaximum };
    // A submission states the whole: what is left out is cleared, the comment too.
    const input = { lineItemId: column.id, userId, ...progress, ...graded, comment };
    const answer = await submitScore({ variables: { input } });
    if (answer.data?.submitScore?.accepted) dialog.current?.close();
  }

  const refusals = data?.submitScore?.userErrors.map(({ message }) => message).join(' ');
  const problem = error ? explain(error) : refusals;
  return (
    <dialog ref={dialog} aria-labelledby="title" onClose={onClose}>
      <article>
        <h2 id="title">{column.label}</h2>
        <p>Learner {userId.slice(0, 8)}</p>
        <form onSubmit={(event) => void submit(event)}>
          <label>
            Score, of {column.scoreMaximum} (empty: none)
            <input name="score" type="number" step="any" defaultValue={score?.resultScore ?? ''} />
          </label>
          <label>
            Comment
            <textarea name="comment" defaultValue={score?.comment ?? ''} />
          </label>
          {problem && <p role="alert">{problem}</p>}
          <div className="bar">
            <button type="button" className="outline" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
            <button aria-busy={loading}>Save</button>
          </div>
        </form>
      </article>
    </dialog>
  );
}
