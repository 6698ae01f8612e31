import { type DocumentNode, GraphQLError, Kind, type SelectionSetNode, type ValidationRule, visit } from 'graphql';
import { ClientError } from './errors';

/** What one operation may be; larger ones are refused before anything runs. */
export interface Limits {
  tokens: number;
  /** Fields within fields, fragments followed. */
  depth: number;
  aliasesOfOneField: number;
  aliases: number;
  rootFields: number;
  directives: number;
}

export const defaultLimits: Limits = {
  tokens: 2000,
  depth: 12,
  aliasesOfOneField: 50,
  aliases: 100,
  rootFields: 50,
  directives: 100,
};

/** A validation rule that refuses documents beyond the limits; the message names the limit and the value. */
export function limitsRule(limits: Limits): ValidationRule {
  return (context) => ({
    Document(document) {
      const breach = findBreach(document, limits);
      if (breach === undefined) return;
      const originalError = new ClientError('OPERATION_TOO_EXPENSIVE', breach);
      context.reportError(new GraphQLError(breach, { originalError }));
    },
  });
}

/** The same in words for what graphql-js itself refuses by its error's message; undefined for any other. */
export function breachOf(message: string): string | undefined {
  const tokens = /Document contains more tha[nt] (\d+) tokens/.exec(message)?.[1];
  if (tokens !== undefined) return `The operation has more than the ${tokens} tokens that are allowed.`;
  // Its own bound on how many pairs of fields it compares.
  return message === 'Validation aborted.' ? 'The operation repeats more fields than can be checked.' : undefined;
}

function findBreach(document: DocumentNode, limits: Limits): string | undefined {
  const counts = count(document);
  const tooMany = (value: number, limit: number, what: string) =>
    value > limit ? `The operation has ${value} ${what}; at most ${limit} are allowed.` : undefined;
  return (
    tooMany(counts.depth, limits.depth, 'levels of fields') ??
    tooMany(counts.aliasesOfOneField, limits.aliasesOfOneField, 'aliases of one field') ??
    tooMany(counts.aliases, limits.aliases, 'aliases') ??
    tooMany(counts.rootFields, limits.rootFields, 'root fields') ??
    tooMany(counts.directives, limits.directives, 'directives')
  );
}

function count(document: DocumentNode): Omit<Limits, 'tokens'> {
  const aliasesOf = new Map<string, number>();
  const counts = { aliases: 0, aliasesOfOneField: 0, directives: 0, depth: 0, rootFields: 0 };
  visit(document, {
    Directive: () => void (counts.directives += 1),
    Field({ alias, name }) {
      if (alias === undefined) return;
      const ofField = (aliasesOf.get(name.value) ?? 0) + 1;
      aliasesOf.set(name.value, ofField);
      counts.aliases += 1;
      counts.aliasesOfOneField = Math.max(counts.aliasesOfOneField, ofField);
    },
  });
  const measure = createMeasure(document);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const { depth, fields } = measure(definition.selectionSet);
    counts.depth = Math.max(counts.depth, depth);
    counts.rootFields = Math.max(counts.rootFields, fields);
  }
  return counts;
}

interface Measures {
  depth: number;
  fields: number;
}

/** Depth and number of fields of a selection, each fragment measured once. A circle, which is refused elsewhere, counts as none. */
function createMeasure(document: DocumentNode): (set: SelectionSetNode) => Measures {
  const fragments = new Map<string, SelectionSetNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition.selectionSet);
  }
  const measured = new Map<SelectionSetNode, Measures>();
  const measure = (set: SelectionSetNode | undefined): Measures => {
    if (set === undefined) return { depth: 0, fields: 0 };
    const known = measured.get(set);
    if (known !== undefined) return known;
    const own = { depth: 0, fields: 0 };
    measured.set(set, { depth: 0, fields: 0 });
    for (const selection of set.selections) {
      const inner =
        selection.kind === Kind.FIELD
          ? // Introspection has a rule of its own in graphql-js.
            {
              depth: 1 + (selection.name.value.startsWith('__') ? 0 : measure(selection.selectionSet).depth),
              fields: 1,
            }
          : measure(
              selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : fragments.get(selection.name.value),
            );
      own.depth = Math.max(own.depth, inner.depth);
      own.fields += inner.fields;
    }
    measured.set(set, own);
    return own;
  };
  return measure;
}
