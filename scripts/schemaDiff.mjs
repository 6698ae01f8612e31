import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { ChangeType, CriticalityLevel, diff, DiffRule } from '@graphql-inspector/core';
import { buildSchema, parse, visit } from 'graphql';

/**
 * Compares schema.graphql with an earlier one and fails where clients would break; docs/schema-policy.md has the rules.
 * `npm run schema:diff -- <revision>` compares with that revision.
 */
const file = 'schema.graphql';
const isoDate = /\b\d{4}-\d{2}-\d{2}\b/;
const today = new Date().toISOString().slice(0, 10);

const current = readFileSync(file, 'utf8');
const problems = undatedDeprecations(current);
const baseline = findBaseline(process.argv[2]);
if (baseline === undefined) {
  say(`There is no earlier ${file} in this clone, so nothing was compared. In a shallow clone, get the history first:`);
  say('  git fetch --unshallow');
} else {
  const changes = await diff(buildSchema(baseline.text), buildSchema(current), [
    DiffRule.ignoreDescriptionChanges,
    allowAnnouncedRemovals,
  ]);
  say(`${file} beside that of ${baseline.revision}: ${changes.length} changes`);
  for (const { criticality, message } of changes) say(`  ${criticality.level.toLowerCase()}: ${message}`);
  problems.push(...changes.filter(isBreaking).map(({ message }) => message));
}
if (problems.length > 0) {
  say(`\nThis breaks clients, see docs/schema-policy.md:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  process.exitCode = 1;
}

/**
 * What to compare with. Unless told: the newest schema that differs from this one, seen from where the branch left main.
 * So a branch is compared as a whole, and main with the change before.
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

/** A removal breaks nobody who heeds the schema once the date that its deprecation named has come. */
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
      // A type goes with the last field that leads to it, which is judged itself; an interface leads to it, too.
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
      undated.push(`Line ${loc.startToken.line} deprecates without a reason that names the day of the removal.`);
    },
  });
  return undated;
}

function git(...args) {
  return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Undefined where git, or what was asked for, is not there. */
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
