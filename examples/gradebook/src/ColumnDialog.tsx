import { useQuery } from '@apollo/client/react';
import { useEffect, useRef } from 'react';
import { StatisticsDocument } from '../../generated/graphql';
import { Distribution } from './Distribution';
import { Problem } from './Problem';
import type { Column, ColumnScore } from './useGradebook';

/** How the scores of a column are distributed: as a plot, and in figures. */
export function ColumnDialog({ column, onClose }: { column: Column; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  // Scores may have changed since the dialog was last open.
  const variables = { lineItemId: column.id };
  const query = useQuery(StatisticsDocument, { variables, fetchPolicy: 'network-only', errorPolicy: 'all' });
  const statistics = query.data?.lineItem?.statistics;
  const points = [...column.scores.values()].flatMap((score) => pointsOf(score, column.scoreMaximum));
  return (
    <dialog ref={dialog} aria-labelledby="column-title" onClose={onClose}>
      <article>
        <h2 id="column-title">{column.label}</h2>
        {query.loading && <p aria-busy="true">Loading…</p>}
        <Problem of={query} />
        {statistics && <Distribution {...column} points={points} statistics={statistics} />}
        <div className="bar">
          <button onClick={() => dialog.current?.close()}>Close</button>
        </div>
      </article>
    </dialog>
  );
}

/** A score in points of the column, as the gateway's statistics count it. An LMS may use another scale. */
function pointsOf({ resultScore, resultMaximum }: ColumnScore, scoreMaximum: number): number[] {
  if (resultScore == null) return [];
  if (resultMaximum === scoreMaximum) return [resultScore];
  return resultMaximum === 0 ? [] : [(resultScore / resultMaximum) * scoreMaximum];
}
