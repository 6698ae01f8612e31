import { readFile } from 'node:fs/promises';
import { type GraphQLSchema, Kind, parse, specifiedRules, validate } from 'graphql';
import { z } from 'zod';
import type { Limits } from '../config/config';
import { limitsRule } from './limits';

/** Operations that a client may send by id. */
export interface TrustedDocuments {
  byId: ReadonlyMap<string, string>;
  texts: ReadonlySet<string>;
}

export const noTrustedDocuments: TrustedDocuments = { byId: new Map(), texts: new Set() };

/** Apollo's format, which `generate-persisted-query-manifest` and our codegen write. */
const apolloManifest = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string().min(1), body: z.string() })),
});
/** Relay's format, which relay-compiler's `persistConfig` writes: texts by hash. */
const relayManifest = z.record(z.string().min(1), z.string());

/**
 * Reads a persisted-query manifest in Apollo's or Relay's format. Throws one `Error` that names the variable and each operation that
 * is invalid or beyond the limits.
 */
export async function readTrustedDocuments(
  path: string,
  schema: GraphQLSchema,
  limits: Limits,
): Promise<TrustedDocuments> {
  const entries = readEntries(await readJson(path));
  const byId = new Map<string, string>();
  const problems: string[] = [];
  for (const [id, text] of entries) {
    if (byId.has(id)) problems.push(`The id ${JSON.stringify(id)} must be unique.`);
    byId.set(id, text);
    problems.push(...problemsOf(text, schema, limits).map((problem) => `${JSON.stringify(id)}: ${problem}`));
  }
  if (entries.length === 0) problems.push('The manifest has no operations.');
  if (problems.length > 0) fail('names an invalid manifest:', problems);
  return { byId, texts: new Set(byId.values()) };
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) =>
    fail(`names a file that cannot be read (${error.code}): ${path}`),
  );
  try {
    return JSON.parse(text);
  } catch {
    return fail(`names a file that is not JSON: ${path}`);
  }
}

function readEntries(json: unknown): [id: string, text: string][] {
  const apollo = apolloManifest.safeParse(json);
  if (apollo.success) return apollo.data.operations.map(({ id, body }) => [id, body]);
  const relay = relayManifest.safeParse(json);
  if (relay.success) return Object.entries(relay.data);
  return fail("names a file that is neither an Apollo persisted-query manifest (version 1) nor Relay's map of texts");
}

function problemsOf(text: string, schema: GraphQLSchema, limits: Limits): string[] {
  try {
    const document = parse(text, { maxTokens: limits.tokens });
    const [first] = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
    if (first === undefined) return ['The document has no operation.'];
    return validate(schema, document, [...specifiedRules, limitsRule(limits)]).map(({ message }) => message);
  } catch (error) {
    return [(error as Error).message];
  }
}

function fail(what: string, details: string[] = []): never {
  throw new Error([`TRUSTED_DOCUMENTS ${what}`, ...details].join('\n  '));
}
