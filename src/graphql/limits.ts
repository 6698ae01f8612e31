import {
  type ASTNode,
  type DocumentNode,
  type EnumValueNode,
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

/** Characters. A longer one is costly to look for in the schema. */
const maxNameLength = 256;
/** Characters of a document of which errors tell line and column: each of them is a walk through all that stands before. */
const maxLocatedLength = 50_000;
/** Pairs of fields of one name that both select within: whether they can be merged is a costly question, asked of each pair. */
const maxPairs = 15_000;
/** What the standard introspection query asks for, twice. */
const maxSchemaParts = 100_000;
/** Fields of introspection that are lists: each is counted with this many rows. */
const schemaLists = new Set(['args', 'enumValues', 'fields', 'inputFields', 'interfaces', 'possibleTypes', 'types']);
const schemaListRows = 10;

/** A validation rule that refuses documents beyond the limits; the message names the limit and the value. */
export function limitsRule(limits: Limits): ValidationRule {
  return (context) => ({
    Document(document) {
      if ((document.loc?.end ?? 0) > maxLocatedLength) forgetLocations(document);
      const breach = findBreach(document, limits);
      if (breach === undefined) return;
      const originalError = new ClientError('OPERATION_TOO_EXPENSIVE', breach);
      context.reportError(new GraphQLError(breach, { originalError }));
      // What the other rules would find is not worth its time: they are handed an empty document.
      Object.assign(document, { definitions: [] });
    },
  });
}

function forgetLocations(document: DocumentNode): void {
  visit(document, { enter: (node) => void delete (node as { loc?: unknown }).loc });
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
    tooMany(counts.nameLength, maxNameLength, 'characters in one name') ??
    tooMany(counts.depth, limits.depth, 'levels of fields') ??
    tooMany(counts.aliasesOfOneField, limits.aliasesOfOneField, 'aliases of one field') ??
    tooMany(counts.aliases, limits.aliases, 'aliases') ??
    tooMany(counts.rootFields, limits.rootFields, 'root fields') ??
    tooMany(counts.directives, limits.directives, 'directives') ??
    // As many as the tokens would allow without fragments.
    tooMany(counts.fields, limits.tokens, 'fields, those of a fragment counted wherever it is spread') ??
    tooMany(counts.schemaParts, maxSchemaParts, 'parts of the schema to tell') ??
    tooMany(counts.pairs, maxPairs, 'pairs of fields of one name to compare')
  );
}

function count(document: DocumentNode) {
  const aliasesOf = new Map<string, number>();
  const selectingOf = new Map<string, number>();
  const counts = { nameLength: 0, aliases: 0, aliasesOfOneField: 0, directives: 0, pairs: 0 };
  const noteName = ({ value }: NameNode | EnumValueNode) => {
    counts.nameLength = Math.max(counts.nameLength, value.length);
  };
  visit(document, {
    EnumValue: noteName,
    // The name of an operation is looked for nowhere.
    Name: (name, key, parent) => (isOperation(parent) ? undefined : noteName(name)),
    Directive: () => void (counts.directives += 1),
    Field({ alias, name, selectionSet }) {
      if (selectionSet !== undefined) {
        const responseName = (alias ?? name).value;
        const before = selectingOf.get(responseName) ?? 0;
        selectingOf.set(responseName, before + 1);
        counts.pairs += before;
      }
      if (alias === undefined) return;
      const ofField = (aliasesOf.get(name.value) ?? 0) + 1;
      aliasesOf.set(name.value, ofField);
      counts.aliases += 1;
      counts.aliasesOfOneField = Math.max(counts.aliasesOfOneField, ofField);
    },
  });
  const measure = createMeasure(document);
  const worst = { ...nothing };
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const measured = measure(definition.selectionSet);
    for (const name of Object.keys(worst) as (keyof Measures)[]) worst[name] = Math.max(worst[name], measured[name]);
  }
  return { ...counts, ...worst };
}

function isOperation(node: ASTNode | readonly ASTNode[] | undefined): boolean {
  return node !== undefined && 'kind' in node && node.kind === Kind.OPERATION_DEFINITION;
}

interface Measures {
  depth: number;
  /** Those that stand in the selection itself, or in fragments that it spreads. */
  rootFields: number;
  /** The same with all that is within them. */
  fields: number;
  /** Fields of introspection as often as they are answered, about. */
  schemaParts: number;
}

const nothing: Measures = { depth: 0, rootFields: 0, fields: 0, schemaParts: 0 };

/** Measures a selection, each fragment once. A circle, which is refused elsewhere, counts as nothing. */
function createMeasure(document: DocumentNode): (set: SelectionSetNode | undefined) => Measures {
  const fragments = new Map<string, SelectionSetNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition.selectionSet);
  }
  const measured = new Map<SelectionSetNode, Measures>();
  const measureOne = (selection: SelectionNode): Measures => {
    if (selection.kind === Kind.FIELD) return measureField(selection.name.value, measure(selection.selectionSet));
    return measure(
      selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : fragments.get(selection.name.value),
    );
  };
  const measure = (set: SelectionSetNode | undefined): Measures => {
    if (set === undefined) return nothing;
    const known = measured.get(set);
    if (known !== undefined) return known;
    measured.set(set, nothing);
    const own = { ...nothing };
    for (const selection of set.selections) {
      const inner = measureOne(selection);
      own.depth = Math.max(own.depth, inner.depth);
      own.rootFields += inner.rootFields;
      own.fields += inner.fields;
      own.schemaParts += inner.schemaParts;
    }
    measured.set(set, own);
    return own;
  };
  return measure;
}

/** A field with what is selected within it. The depth of introspection has a rule of its own in graphql-js. */
function measureField(name: string, inner: Measures): Measures {
  return {
    depth: 1 + (name.startsWith('__') ? 0 : inner.depth),
    rootFields: 1,
    fields: 1 + inner.fields,
    schemaParts: 1 + inner.schemaParts * (schemaLists.has(name) ? schemaListRows : 1),
  };
}
