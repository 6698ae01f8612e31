import {
  type ASTNode,
  type DocumentNode,
  GraphQLError,
  Kind,
  type NameNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationRule,
  visit,
} from 'graphql';
import type { Limits } from '../config/config';
import { ClientError } from '../errors';

/** Characters. Validation compares an unknown name with every name of the schema. */
const maxNameLength = 256;
/** Characters of a document whose errors have locations: each location costs a scan of the text before it. */
const maxLocatedLength = 50_000;
/** Pairs of fields that have one response name and selections: validation compares the selections of each pair. */
const maxPairs = 15_000;
/** About twice what the standard introspection query returns. */
const maxSchemaParts = 100_000;
/** Introspection fields that return lists; each counts as `schemaListRows` rows. */
const schemaLists = new Set(['args', 'enumValues', 'fields', 'inputFields', 'interfaces', 'possibleTypes', 'types']);
const schemaListRows = 10;

/**
 * A validation rule that rejects documents beyond the limits; the message names the limit and the value.
 *
 * No library gives these answers. graphql-armor's max-directives 2.3 ignores directives on a repeated fragment spread: it counts
 * 2 in `{ ...F @a @b ...F @a @b }`. Its max-aliases 2.6 counts the aliases of a fragment again at each spread, which rejects
 * ordinary clients, and its max-depth 2.4 limits introspection that starts at `__type`. All three throw from the visitor, which
 * Apollo Server answers with 500. Apollo Server's `maxRecursiveSelections` reports neither the limit nor the value.
 */
export function limitsRule(limits: Limits): ValidationRule {
  return (context) => ({
    Document(document) {
      if ((document.loc?.end ?? 0) > maxLocatedLength) removeLocations(document);
      const breach = findBreach(document, limits);
      if (breach === undefined) return;
      const originalError = new ClientError('OPERATION_TOO_EXPENSIVE', breach);
      context.reportError(new GraphQLError(breach, { originalError }));
      // The other rules must not spend time on this document: they get an empty one.
      Object.assign(document, { definitions: [] });
    },
  });
}

function removeLocations(document: DocumentNode): void {
  visit(document, { enter: (node) => void delete (node as { loc?: unknown }).loc });
}

/** Our message for an error of graphql-js about one of its own limits, which has no code; undefined for any other error. */
export function breachOf(message: string): string | undefined {
  const tokens = /Document contains more tha[nt] (\d+) tokens/.exec(message)?.[1];
  if (tokens !== undefined) return `The operation has too many tokens; at most ${tokens} are allowed.`;
  // graphql-js limits how many pairs of fields it compares.
  return message === 'Validation aborted.' ? 'The operation repeats too many fields to be validated.' : undefined;
}

function findBreach(document: DocumentNode, limits: Limits): string | undefined {
  const written = countWritten(document);
  const selected = measureOperations(document);
  const counts: [value: number, limit: number, what: string][] = [
    [written.nameLength, maxNameLength, 'characters in one name'],
    [selected.depth, limits.depth, 'levels of fields'],
    [written.aliasesOfOneField, limits.aliasesOfOneField, 'aliases of one field'],
    [written.aliases, limits.aliases, 'aliases'],
    [selected.rootFields, limits.rootFields, 'root fields'],
    [written.directives, limits.directives, 'directives'],
    // As many as the limit on tokens allows without fragments.
    [selected.fields, limits.tokens, 'fields, with those of a fragment counted at each spread'],
    [selected.schemaParts, maxSchemaParts, 'parts of the schema to return'],
    [written.pairs, maxPairs, 'pairs of fields of one name to compare'],
  ];
  const [value, limit, what] = counts.find(([value, limit]) => value > limit) ?? [];
  return what && `The operation has ${value} ${what}; at most ${limit} are allowed.`;
}

/** Counts what the document contains as it is written, each fragment once. */
function countWritten(document: DocumentNode) {
  const aliasesOf = new Map<string, number>();
  const selectingOf = new Map<string, number>();
  const counts = { nameLength: 0, aliases: 0, aliasesOfOneField: 0, directives: 0, pairs: 0 };
  const noteName = ({ value }: Pick<NameNode, 'value'>) => {
    counts.nameLength = Math.max(counts.nameLength, value.length);
  };
  visit(document, {
    EnumValue: noteName,
    // Validation compares the name of an operation with nothing.
    Name: (name, _key, parent) => (isOperation(parent) ? undefined : noteName(name)),
    Directive: () => void (counts.directives += 1),
    Field({ alias, name, selectionSet }) {
      if (selectionSet !== undefined) counts.pairs += increment(selectingOf, (alias ?? name).value) - 1;
      if (alias === undefined) return;
      counts.aliases += 1;
      counts.aliasesOfOneField = Math.max(counts.aliasesOfOneField, increment(aliasesOf, name.value));
    },
  });
  return counts;
}

function isOperation(node: ASTNode | readonly ASTNode[] | undefined): boolean {
  return node !== undefined && 'kind' in node && node.kind === Kind.OPERATION_DEFINITION;
}

function increment(counts: Map<string, number>, key: string): number {
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  return count;
}

interface Measures {
  depth: number;
  /** Fields of a selection and of the fragments that it spreads. */
  rootFields: number;
  /** The same, with all fields within them. */
  fields: number;
  /** The same, with the fields of introspection counted about as often as the response repeats them. */
  schemaParts: number;
}

const nothing: Measures = { depth: 0, rootFields: 0, fields: 0, schemaParts: 0 };

/** The largest measures of the operations, with a fragment counted at each spread. */
function measureOperations(document: DocumentNode): Measures {
  const fragments = new Map<string, SelectionSetNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition.selectionSet);
  }
  // Each selection is measured once: nested spreads multiply.
  const measured = new Map<SelectionSetNode, Measures>();
  const measureSelection = (selection: SelectionNode): Measures => {
    if (selection.kind === Kind.FIELD) return measureField(selection.name.value, measure(selection.selectionSet));
    const { kind } = selection;
    return measure(kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : fragments.get(selection.name.value));
  };
  const measure = (set: SelectionSetNode | undefined): Measures => {
    if (set === undefined) return nothing;
    const known = measured.get(set);
    if (known !== undefined) return known;
    // A fragment that spreads itself, which graphql-js rejects, counts as nothing.
    measured.set(set, nothing);
    const total = { ...nothing };
    for (const selection of set.selections) {
      const { depth, ...counts } = measureSelection(selection);
      total.depth = Math.max(total.depth, depth);
      for (const name of ['rootFields', 'fields', 'schemaParts'] as const) total[name] += counts[name];
    }
    measured.set(set, total);
    return total;
  };
  const worst = { ...nothing };
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const total = measure(definition.selectionSet);
    for (const name of Object.keys(worst) as (keyof Measures)[]) worst[name] = Math.max(worst[name], total[name]);
  }
  return worst;
}

/** A field with its selections. graphql-js limits the depth of introspection itself. */
function measureField(name: string, inner: Measures): Measures {
  return {
    depth: 1 + (name.startsWith('__') ? 0 : inner.depth),
    rootFields: 1,
    fields: 1 + inner.fields,
    schemaParts: 1 + inner.schemaParts * (schemaLists.has(name) ? schemaListRows : 1),
  };
}
