import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { chance, createDraw, pick } from './draw';
import { drawOperation } from './grammar';
import { type HttpInput, postOf } from './http';
import { type CorpusEntry, drawMutation } from './mutations';
import { judge } from './oracle';
import { drawRaw, type RawInput } from './raw';
import type { FuzzRoom } from './room';
import { type FuzzAnswer, Sender } from './send';

export type FuzzKind = 'grammar' | 'mutation' | 'raw';

export interface FuzzOptions {
  url: string;
  /** Input n of a seed is always the same, except for the ids of its room. */
  seed: number;
  /** The number of inputs, or the index of a single one. */
  inputs: number | { only: number };
  /** The number of inputs in flight. */
  atOnce: number;
  corpus: readonly CorpusEntry[];
  /** Makes the room for the next inputs, so that their writes do not pile up. */
  openRoom(): FuzzRoom | Promise<FuzzRoom>;
}

export interface FuzzReport {
  inputs: Record<FuzzKind, number>;
  /** How often each status occurred; 0 means no response. */
  statuses: Record<FuzzKind, Record<number, number>>;
  /** How often each code occurred in `errors` and `userErrors`. */
  codes: Record<string, number>;
  /** The problems found, with what is needed to reproduce them. */
  problems: FuzzProblem[];
}

export interface FuzzProblem {
  input: number;
  kind: FuzzKind;
  problems: string[];
  sent: string;
  answer: string;
}

const inputsPerRoom = 100;
/** Of ten inputs. */
const mix: readonly FuzzKind[] = [
  'grammar',
  'grammar',
  'grammar',
  'grammar',
  'mutation',
  'mutation',
  'mutation',
  'mutation',
  'raw',
  'raw',
];

/** Sends generated inputs and checks each response. */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const { url, seed, inputs, atOnce, corpus } = options;
  // npm and jest both run at the project's root.
  const schema = buildSchema(readFileSync(join(process.cwd(), 'schema.graphql'), 'utf8'));
  const sender = new Sender(url);
  const report: FuzzReport = {
    inputs: { grammar: 0, mutation: 0, raw: 0 },
    statuses: { grammar: {}, mutation: {}, raw: {} },
    codes: {},
    problems: [],
  };
  const [first, end] = typeof inputs === 'number' ? [0, inputs] : [inputs.only, inputs.only + 1];
  let room = options.openRoom();
  let next = first;

  const runOne = async (input: number): Promise<void> => {
    if (input % inputsPerRoom === inputsPerRoom - 1) room = options.openRoom();
    const here = await room;
    const draw = createDraw(seed, input);
    const kind = pick(draw, mix);
    const good = () => postOf(draw, drawOperation(draw, schema, here), here);
    let sent: HttpInput | RawInput;
    let answer: FuzzAnswer;
    let mustAnswer = true;
    if (kind === 'raw') {
      sent = drawRaw(draw, good());
      mustAnswer = sent.isWhole;
      answer = await sender.raw(sent);
    } else {
      sent = kind === 'grammar' ? good() : drawMutation(draw, corpus, here);
      answer = await sender.http(sent);
      // Repeated operations are compiled.
      if (kind === 'grammar' && chance(draw, 25)) answer = await sender.http(sent);
    }
    note(report, kind, answer);
    const problems = judge(answer, here, mustAnswer);
    if (problems.length > 0) {
      report.problems.push({ input, kind, problems, sent: describe(sent), answer: answer.text.slice(0, 1000) });
    }
  };
  const work = async () => {
    while (next < end) await runOne(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  await sender.close();
  return report;
}

function note(report: FuzzReport, kind: FuzzKind, { statuses, text }: FuzzAnswer): void {
  report.inputs[kind] += 1;
  for (const status of statuses.length > 0 ? statuses : [0]) {
    report.statuses[kind][status] = (report.statuses[kind][status] ?? 0) + 1;
  }
  for (const [, code] of text.matchAll(/"code":"(\w+)"/g)) report.codes[code!] = (report.codes[code!] ?? 0) + 1;
}

function describe(sent: HttpInput | RawInput): string {
  const shown =
    'pieces' in sent ? sent.pieces.map((piece) => piece.toString('latin1')) : { ...sent, body: sent.body?.toString() };
  const text = JSON.stringify(shown);
  return text.length > 6000 ? `${text.slice(0, 6000)}… (${text.length} characters)` : text;
}
