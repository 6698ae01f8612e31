import { settings } from './settings';

/** Settings of earlier versions, whose limits are fixed now. */
const removed = [
  'BREAKER_FAILURES',
  'CALLS_WAITING_PER_LAUNCH',
  'MAX_ALIASES',
  'MAX_ALIASES_OF_ONE_FIELD',
  'MAX_BODY_BYTES',
  'MAX_BULK_ROWS',
  'MAX_CONNECTIONS',
  'MAX_DEPTH',
  'MAX_DIRECTIVES',
  'MAX_EVENT_LOOP_LAG_MS',
  'MAX_ROOT_FIELDS',
  'MAX_TOKENS',
  'MAX_VARIABLES_DEPTH',
  'MAX_VARIABLE_VALUES',
  'REQUEST_TIMEOUT_MS',
];

/** Without the short names `PORT` and `HOST`, which are too similar to other programs' variables, such as `PORTS` and `HOME`. */
const names = Object.keys(settings).filter((name) => name.length >= 8);
const mostEdits = 2;

/**
 * Warnings about variables that look like settings and have no effect: settings that no longer exist, and names that are at most two
 * letters, or upper and lower case, away from a setting. They contain no values.
 */
export function warnOfUnknownNames(env: NodeJS.ProcessEnv): string[] {
  return Object.entries(env).flatMap(([name, value]) => {
    // For a service called `metric`, Kubernetes sets `METRIC_PORT` to a URL.
    if (!value || name in settings || /^(tcp|udp|sctp):\/\//.test(value)) return [];
    if (removed.includes(name)) return [`The setting ${name} no longer exists; its limit is fixed.`];
    const near = nearestName(name.toUpperCase());
    return near === undefined ? [] : [`${name} is not a setting. Did you mean ${near}?`];
  });
}

function nearestName(text: string): string | undefined {
  const near = names.map((name) => ({ name, edits: countEdits(text, name) })).sort((a, b) => a.edits - b.edits)[0]!;
  return near.edits <= mostEdits ? near.name : undefined;
}

/** The Levenshtein distance; Infinity if the lengths alone differ by too much. */
function countEdits(from: string, to: string): number {
  if (Math.abs(from.length - to.length) > mostEdits) return Infinity;
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (let column = 0; column < to.length; column += 1) {
      const replaced = row[column]! + (letter === to[column] ? 0 : 1);
      next.push(Math.min(replaced, row[column + 1]! + 1, next[column]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
