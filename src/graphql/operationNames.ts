import { Kind, parse } from 'graphql';

/** Names beside those of trusted documents. */
const maxNames = 100;
/** Characters. */
const maxLength = 100;

/**
 * Names of operations as labels. Clients choose them, so they are bounded: those of trusted documents, the first hundred others that
 * an accepted caller's operation had, and `other`.
 */
export class OperationNames {
  readonly #trusted: ReadonlySet<string>;
  readonly #seen = new Set<string>();

  constructor(trustedTexts: Iterable<string>) {
    this.#trusted = new Set([...trustedTexts].flatMap(namesIn));
  }

  /** `mayBeNew`: the operation is valid, and LTIAAS has accepted its caller. Otherwise anybody could use the names up. */
  labelOf(name: string | null, mayBeNew: boolean): string {
    if (name === null) return 'anonymous';
    if (this.#trusted.has(name) || this.#seen.has(name)) return name;
    if (!mayBeNew || name.length > maxLength || this.#seen.size >= maxNames) return 'other';
    this.#seen.add(name);
    return name;
  }
}

function namesIn(text: string): string[] {
  return parse(text).definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION && definition.name !== undefined ? [definition.name.value] : [],
  );
}
