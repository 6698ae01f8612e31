/** A person by number; the same number is the same person everywhere. */
export interface Person {
  readonly givenName: string;
  readonly familyName: string;
  readonly email: string;
}

/** The staff of the seeded courses. */
export const instructor = 1;
export const teachingAssistant = 2;
export const secondInstructor = 3;
/** The first learner; the others have the following numbers. */
export const firstLearner = 11;

const givenNames = (
  'Amara Liam Sofia Mateus Yuki Noor Elif Jonas Chioma Ravi Ingrid Tomás Fatima Owen Mei Lucas Anjali Piotr Zanele ' +
  'Hugo Leila Samuel Nadia Viktor Aroha Diego Hannah Kwame Priya Emil'
).split(' ');
const familyNames = (
  'Okafor Lindqvist Haddad Pereira Tanaka Kowalski Novak Sharma Dubois O’Brien Fernández Nguyen Mbeki Rossi Petrov ' +
  'Kim Al-Masri Jensen Castillo Weber Achterberg Yıldız Ferreira'
).split(' ');

const staff: Record<number, [string, string]> = {
  [instructor]: ['Margaret', 'Ellison'],
  [teachingAssistant]: ['Theo', 'Vasquez'],
  [secondInstructor]: ['Hiroshi', 'Nakamura'],
};

/** The person with this number. */
export function personOf(number: number): Person {
  // 30 given and 23 family names have no common divisor: the pairs repeat only after 690 people.
  const [givenName, familyName] = staff[number] ?? [
    givenNames[number % givenNames.length] ?? '',
    familyNames[number % familyNames.length] ?? '',
  ];
  const ascii = (name: string) =>
    name
      .normalize('NFD')
      .replace(/[^A-Za-z]/g, '')
      .toLowerCase();
  return { givenName, familyName, email: `${ascii(givenName)}.${ascii(familyName)}.${number}@example.edu` };
}
