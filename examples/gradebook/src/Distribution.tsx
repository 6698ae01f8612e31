import { useId } from 'react';
import type { ScoreStatistics } from '../../generated/graphql';
import { count } from './count';

const binCount = 10;
/** In pixels: the histogram, and the middle of the box plot below it. */
const height = 130;
const middle = 152;

interface DistributionProps {
  scoreMaximum: number;
  /** The scores, in points of the column. */
  points: readonly number[];
  statistics: ScoreStatistics;
}

/** A histogram of the scores, and a box plot with their quartiles and median. A table has the same figures. */
export function Distribution({ scoreMaximum, points, statistics }: DistributionProps) {
  const id = useId();
  const { scored, unscored, minimum, lowerQuartile, median, mean, upperQuartile, maximum } = statistics;
  const low = Math.min(0, minimum ?? 0);
  // Extra credit can be above the maximum of the column.
  const high = Math.max(scoreMaximum, maximum ?? 0);
  const width = (high - low) / binCount || 1;
  const bins = Array.from({ length: binCount }, (_, place) => ({ from: low + place * width, scores: 0 }));
  for (const point of points) {
    const place = Math.floor((point - low) / width);
    bins[Math.max(0, Math.min(place, binCount - 1))]!.scores += 1;
  }
  const most = Math.max(1, ...bins.map(({ scores }) => scores));
  const x = (point: number | null | undefined) => `${(((point ?? low) - low) / (width * binCount)) * 100}%`;
  const y = (scores: number) => 15 + (height - 15) * (1 - scores / most);
  const figures = [
    ['With a score', scored],
    ['Missing', unscored],
    ['Lowest', minimum],
    ['Lower quartile', lowerQuartile],
    ['Median', median],
    ['Mean', mean],
    ['Upper quartile', upperQuartile],
    ['Highest', maximum],
  ] as const;
  return (
    <>
      <svg role="img" className="distribution" aria-labelledby={`${id}title ${id}text`}>
        <title id={`${id}title`}>Distribution of the scores</title>
        <desc id={`${id}text`}>
          {scored === 0
            ? 'There are no scores.'
            : `${count(scored, 'score')} from ${round(minimum)} to ${round(maximum)}. The median is ${round(median)}, and half of the scores lie between ${round(lowerQuartile)} and ${round(upperQuartile)}.`}
        </desc>
        {bins.map(({ from, scores }, place) => (
          <g key={place} textAnchor="middle">
            <rect x={x(from + width * 0.05)} width={x(low + width * 0.9)} y={y(scores)} height={height - y(scores)} />
            {scores > 0 && (
              <text x={x(from + width / 2)} y={y(scores) - 4}>
                {scores}
              </text>
            )}
          </g>
        ))}
        <line x2="100%" y1={height} y2={height} />
        {scored > 0 && (
          <g className="box">
            <line x1={x(minimum)} x2={x(maximum)} y1={middle} y2={middle} />
            <rect
              x={x(lowerQuartile)}
              width={x(low + (upperQuartile ?? 0) - (lowerQuartile ?? 0))}
              y={middle - 8}
              height="16"
            />
            <line className="median" x1={x(median)} x2={x(median)} y1={middle - 8} y2={middle + 8} />
          </g>
        )}
        {[low, (low + high) / 2, high].map((point, place) => (
          <text key={place} x={x(point)} y={middle + 28} textAnchor="middle">
            {round(point)}
          </text>
        ))}
      </svg>
      {points.length < scored && <p>The plot shows the {points.length} scores that have been loaded.</p>}
      <details>
        <summary>Figures</summary>
        <table>
          <tbody>
            {figures.map(([name, figure]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{figure == null ? 'not known' : round(figure)}</td>
              </tr>
            ))}
            {bins.map(({ from, scores }, place) => (
              <tr key={place}>
                <th scope="row">
                  {round(from)} to {place < binCount - 1 && 'under '}
                  {round(from + width)} points
                </th>
                <td>{count(scores, 'score')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}

function round(figure: number | null | undefined): string {
  return figure == null ? '' : figure.toLocaleString(undefined, { maximumFractionDigits: 2 });
}
