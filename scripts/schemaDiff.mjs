import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { ChangeType, CriticalityLevel, diff, DiffRule } from '@graphql-inspector/core';
import { buildSchema, parse, visit } from 'graphql';

/**
 * Compares schema.graphql with an earlier one, and fails if a change breaks clients; docs/schema-policy.md has the rules.
 * `npm run schema:diff -- <revision>` compares with that revision.
 */
const file = 'schema.graphql';
const isoDate = /\b\d{4}-\d{2}-\d{2}\b/;
const today = new Date().toISOString().slice(0, 10);

const current = readFileSync(file, 'utf8');
const problems = undatedDeprecations(current);
const baseline = findBaseline(process.argv[2]);
if (baseline === undefined) {
  say(`Nothing was compared: this clone has no earlier ${file}. In a shallow clone, fetch the history first:`);
  say('  git fetch --unshallow');
} else {
  const changes = await diff(buildSchema(baseline.text), buildSchema(current), [
    DiffRule.ignoreDescriptionChanges,
    allowAnnouncedRemovals,
  ]);
  say(`${file} compared with revision ${baseline.revision}: ${changes.length} changes`);
  for (const { criticality, message } of changes) say(`  ${criticality.level.toLowerCase()}: ${message}`);
  problems.push(...changes.filter(isBreaking).map(({ message }) => message));
}
if (problems.length > 0) {
  say(
    `\nThese changes break clients (see docs/schema-policy.md):\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
  );
  process.exitCode = 1;
}

/**
 * The schema to compare with. Default: the newest one that differs from this one, starting where the branch left main. So a branch is
 * compared as a whole, and main with its previous change.
 */
function findBaseline(revision) {
  if (revision !== undefined) return { revision, text: git('show', `${revision}:./${file}`) };
  const start = forkPoint('origin/main') ?? forkPoint('main') ?? 'HEAD';
  const revisions = tryGit('log', '--first-parent', '--format=%h', start, '--', file)?.split('\n') ?? [];
  return revisions
    .filter((found) => found !== '')
    .map((found) => ({ revision: found, text: tryGit('show', `${found}:./${file}`) }))
    .find(({ text }) => text !== undefined && text !== current);
}

function forkPoint(branch) {
  return tryGit('merge-base', 'HEAD', branch)?.trim();
}

/** A removal is not breaking once the date in its deprecation reason has passed. */
function allowAnnouncedRemovals({ changes, oldSchema }) {
  return changes.map((change) =>
    isBreaking(change) && wasAnnounced(change, oldSchema)
      ? { ...change, criticality: { ...change.criticality, level: CriticalityLevel.Dangerous } }
      : change,
  );
}

function wasAnnounced({ type, path }, oldSchema) {
  const [typeName, memberName, argumentName] = path.split('.');
  const owner = oldSchema.getType(typeName);
  switch (type) {
    case ChangeType.FieldRemoved:
    case ChangeType.InputFieldRemoved:
      return isDue(owner.getFields()[memberName]);
    case ChangeType.FieldArgumentRemoved:
      return isDue(owner.getFields()[memberName].args.find(({ name }) => name === argumentName));
    case ChangeType.EnumValueRemoved:
      return isDue(owner.getValue(memberName));
    case ChangeType.TypeRemoved:
      // A type disappears with the last field that returns it, and the check covers that field. An interface may also lead to it.
      return !(owner.getInterfaces?.().length > 0);
    default:
      return false;
  }
}

function isDue({ deprecationReason }) {
  const date = isoDate.exec(deprecationReason ?? '')?.[0];
  return date !== undefined && date <= today;
}

function isBreaking({ criticality }) {
  return criticality.level === CriticalityLevel.Breaking;
}

function undatedDeprecations(text) {
  const undated = [];
  visit(parse(text), {
    Directive({ name, arguments: args, loc }) {
      if (name.value !== 'deprecated' || isoDate.test(args[0]?.value.value ?? '')) return;
      undated.push(`Line ${loc.startToken.line}: the deprecation reason must contain the date of the removal.`);
    },
  });
  return undated;
}

function git(...args) {
  return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Undefined if git is not installed or the command fails. */
function tryGit(...args) {
  try {
    return git(...args);
  } catch {
    return undefined;
  }
}

function say(text) {
  process.stdout.write(`${text}\n`);
}
