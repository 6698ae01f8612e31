import type { z } from 'zod';
import { type Setting, settings } from './settings';

/** `CALLS_PER_LAUNCH` becomes `callsPerLaunch`. */
type MemberName<Name extends string> = Name extends `${infer First}_${infer Rest}`
  ? `${Lowercase<First>}${Capitalize<MemberName<Rest>>}`
  : Lowercase<Name>;

/** The type of a parsed variable. Parsed origins can be patterns, but members accept only texts. */
type MemberValue<Value> = Value extends (string | RegExp)[] ? string[] : Value;

/** Node.js and OpenTelemetry read theirs from the environment. */
const notMembers = 'Variables of Node.js and OpenTelemetry' satisfies Setting['group'];
type Settings = typeof settings;
type Members = {
  [Name in keyof Settings as Settings[Name]['group'] extends typeof notMembers ? never : MemberName<Name>]?:
    MemberValue<z.output<Settings[Name]['form']>> | undefined;
};

/**
 * The settings of a gateway that runs in another program. They are the variables of docs/configuration.md in camel case, as numbers,
 * booleans and lists, with the same defaults.
 */
export interface GatewayConfig extends Members {
  /** Your account's address, such as `https://example.ltiaas.com`. */
  ltiaasUrl: string;
  /** Your account's API key, from the LTIAAS portal. */
  ltiaasApiKey: string;
}

const memberNames = new Map(
  Object.entries<Setting>(settings)
    .filter(([, { group }]) => group !== notMembers)
    .map(([name]) => [name, name.toLowerCase().replace(/_(.)/g, (_match, letter: string) => letter.toUpperCase())]),
);
const variableNames = new Map([...memberNames].map(([name, member]) => [member, name]));

/** The same text, with the variables that it names as members. */
export function withMemberNames(text: string): string {
  return text.replace(/\b[A-Z]+(_[A-Z]+)*\b/g, (name) => memberNames.get(name) ?? name);
}

/** Writes each member as its variable holds it, and reports those that are of another type, or unknown. */
export function textsOf(members: object): {
  texts: Record<string, string>;
  problems: Map<string, string>;
} {
  const texts: Record<string, string> = {};
  const problems = new Map<string, string>();
  for (const [member, value] of Object.entries(members) as [string, unknown][]) {
    const name = variableNames.get(member);
    if (name === undefined) {
      problems.set(member, 'is not a setting');
    } else if (value !== undefined) {
      const { form } = (settings as Record<string, Setting>)[name]!;
      const text = textOf(value);
      const read = form.safeParse(text);
      if (text === undefined || (read.success && typeOf(read.data) !== typeOf(value)))
        problems.set(member, `must be ${describe(form)}`);
      else texts[name] = text;
    }
  }
  return { texts, problems };
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const isList = Array.isArray(value) && value.every((part) => typeof part === 'string' && !part.includes(','));
  return isList ? value.join(',') : undefined;
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : typeof value;
}

function describe({ description = '' }: z.ZodType): string {
  const [, parts] = /^(.*), comma-separated$/.exec(description) ?? [];
  return parts === undefined ? description.replaceAll('`', '') : `a list of ${parts}`;
}
