import type { Score } from '../../generated/graphql';

const height = 170;

/** A bar for each item, with its number in the table. More than 100% is extra credit. */
export function Plot({ scores }: { scores: (Pick<Score, 'resultScore' | 'resultMaximum'> | null | undefined)[] }) {
  // The maximum is 0 in a column without points.
  const shares = scores.map((score) => (score?.resultMaximum ? (score.resultScore ?? 0) / score.resultMaximum : 0));
  const longest = Math.max(1, ...shares);
  const x = (place: number) => `${(place / shares.length) * 100}%`;
  const y = (share: number) => height * (1 - share / longest);
  return (
    <article>
      <svg role="img" aria-label="My scores as percentages of the maximum">
        {[0, 0.5, 1].map((share) => (
          <g key={share}>
            <line x2="100%" y1={y(share)} y2={y(share)} stroke="currentcolor" opacity="0.2" />
            <text x="-8" y={y(share) + 4} textAnchor="end">{`${share * 100}%`}</text>
          </g>
        ))}
        {shares.map((share, place) => (
          <g key={place} textAnchor="middle">
            <rect x={x(place + 0.2)} width={x(0.6)} y={y(share)} height={height - y(share)} rx="2" />
            <text x={x(place + 0.5)} y={height + 20}>
              {`${place + 1}`}
            </text>
          </g>
        ))}
      </svg>
    </article>
  );
}
