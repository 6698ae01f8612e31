/** The metrics at one moment. */
export interface Scrape {
  text: string;
  /** The sum of the series with this name and these labels; 0 if there is none. */
  value: (name: string, labels?: Record<string, string>) => number;
  /** The values of a label in all series with this name. */
  labels: (name: string, label: string) => string[];
  /** Names of all series. */
  names: Set<string>;
}

interface Series {
  name: string;
  labels: Record<string, string>;
  value: number;
}

export async function scrape(metricsUrl: string | undefined): Promise<Scrape> {
  const response = await fetch(`${metricsUrl}/metrics`);
  const text = await response.text();
  if (!response.ok) throw new Error(`/metrics answered ${response.status}: ${text}`);
  const series = text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(read);
  const of = (name: string) => series.filter((one) => one.name === name);
  return {
    text,
    names: new Set(series.map(({ name }) => name)),
    value: (name, labels = {}) =>
      of(name)
        .filter((one) => Object.entries(labels).every(([label, value]) => one.labels[label] === value))
        .reduce((sum, one) => sum + one.value, 0),
    labels: (name, label) => [...new Set(of(name).map(({ labels }) => labels[label]!))].sort(),
  };
}

function read(line: string): Series {
  const [, name = '', labels = '', value = ''] = /^([a-z_0-9]+)(?:\{(.*)\})? (\S+)$/i.exec(line) ?? [];
  if (name === '') throw new Error(`This is no series: ${line}`);
  const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label, text]) => [label!, text!]);
  return { name, labels: Object.fromEntries(pairs) as Record<string, string>, value: Number(value) };
}
