import type { Member } from '../../generated/graphql';

export type RosterMember = Pick<Member, 'id' | 'name' | 'givenName' | 'familyName' | 'isLearner' | 'status'>;

/** A row of the gradebook. */
export interface Learner {
  id: string;
  /** The name, or the start of the id where there is none. No two learners share a label. */
  label: string;
  hasName: boolean;
  /** Takes part in the course, so a score is expected. */
  isActive: boolean;
  searchText: string;
}

/**
 * The rows of the gradebook: the active learners of the roster, and everyone else who has a score. Sorted by family name, given
 * name and id. Learners without a name come last.
 */
export function listLearners(members: readonly RosterMember[], scored: ReadonlySet<string>): Learner[] {
  const known = new Set(members.map(({ id }) => id));
  const strangers = [...scored].filter((id) => !known.has(id));
  const people = [
    ...members.map((member) => ({ ...member, isActive: member.isLearner && member.status === 'ACTIVE' })),
    // Without a roster, it is unknown who has left.
    ...strangers.map((id) => ({ id, isActive: !members[0], name: null, givenName: null, familyName: null })),
  ]
    .filter(({ id, isActive }) => isActive || scored.has(id))
    .map(({ id, isActive, name, givenName, familyName }) => ({
      id,
      isActive,
      name,
      family: familyName ?? name ?? givenName ?? '',
      given: (familyName && givenName) ?? '',
    }))
    .sort(
      (a, b) =>
        Number(a.family === '') - Number(b.family === '') ||
        collator.compare(a.family, b.family) ||
        collator.compare(a.given, b.given) ||
        collator.compare(a.id, b.id),
    );

  const namesakes = new Map<string, number>();
  const names = people.map(({ family, given }) => [family, given].filter(Boolean).join(', '));
  for (const name of names) namesakes.set(name, (namesakes.get(name) ?? 0) + 1);
  const length = lengthOfShortIds(people.map(({ id }) => id));
  return people.map(({ id, isActive, name }, place) => {
    const [sorted, shortId] = [names[place] ?? '', id.slice(0, length)];
    const label = sorted === '' ? shortId : namesakes.get(sorted) === 1 ? sorted : `${sorted} (${shortId})`;
    return { id, label, hasName: sorted !== '', isActive, searchText: simplify(`${label} ${name ?? ''}`) };
  });
}

/** Finds each word of the search in the name, in any order. */
export function matches({ searchText }: Learner, search: string): boolean {
  return search.split(/\s+/).every((word) => searchText.includes(simplify(word)));
}

const collator = new Intl.Collator(undefined, { numeric: true });

/** Without case, accents and punctuation: a teacher types "obrien" for "O’Brien". */
function simplify(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\p{M}\p{P}]/gu, '')
    .toLowerCase();
}

/** Enough characters to tell these ids apart, and at least 8. */
function lengthOfShortIds(ids: readonly string[]): number {
  let length = 8;
  while (new Set(ids.map((id) => id.slice(0, length))).size < ids.length) length += 1;
  return length;
}
