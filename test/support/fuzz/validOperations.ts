import {
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { chance, type Draw, pick, times, upTo } from './draw';

/** Values that operations may use. */
export interface OperationIds {
  lineItemIds: readonly string[];
  userIds: readonly string[];
}

export interface ValidOperation {
  query: string;
  variables: Record<string, unknown>;
  operationName?: string;
}

interface Fragment {
  name: string;
  type: string;
}

/** The percentage of optional arguments that are given. */
const wanted: Record<string, number> = { first: 60, last: 6, after: 3, before: 2, filter: 20 };
/**
 * Names that JavaScript's objects inherit, and one that looks like a path. Each belongs to one field only, so that none
 * conflict.
 */
const oddAliases: Record<string, string> = {
  label: 'constructor',
  tag: '__proto__',
  userId: 'toString',
  nodes: 'nodes_idx0',
};

/**
 * An operation that passes validation, except about one in twenty, in every form that executors may read differently:
 * variables
 * that are absent, null, defaulted or given, as a whole argument or inside one; fragments reused with and without
 * conditions.
 */
export function drawValidOperation(draw: Draw, schema: GraphQLSchema, ids: OperationIds): ValidOperation {
  return new OperationWriter(draw, schema, ids).write();
}

class OperationWriter {
  readonly #declared: string[] = [];
  readonly #variables: Record<string, unknown> = {};
  readonly #finished: Fragment[] = [];
  readonly #fragmentTexts: string[] = [];
  readonly #kind: 'query' | 'mutation';
  /** The form that most clients use: no conditions, and variables without a default as whole arguments. */
  readonly #isSimple: boolean;
  readonly #conditions: number;
  readonly #variablesInside: number;
  readonly #literals: number;
  readonly #slips: number;
  #names = 0;
  /** The default of a variable may not contain a variable. */
  #isConstant = false;

  constructor(
    private readonly draw: Draw,
    private readonly schema: GraphQLSchema,
    private readonly ids: OperationIds,
  ) {
    this.#kind = chance(draw, 22) ? 'mutation' : 'query';
    // Mutations are never compiled, so they need only occur in the unusual forms.
    this.#isSimple = chance(draw, this.#kind === 'mutation' ? 20 : 65);
    this.#conditions = this.#isSimple ? 0 : pick(draw, [0, 12, 30]);
    this.#variablesInside = this.#isSimple ? 0 : pick(draw, [0, 50, 80]);
    this.#literals = this.#isSimple ? 0 : pick(draw, [10, 60, 90]);
    this.#slips = this.#isSimple ? 0 : pick(draw, [0, 0, 3]);
  }

  write(): ValidOperation {
    const { draw, schema } = this;
    const kind = this.#kind;
    const root = kind === 'mutation' ? schema.getMutationType()! : schema.getQueryType()!;
    const name = chance(draw, 70) ? pick(draw, ['Op', 'Gradebook', '__proto__', 'constructor', 'query']) : '';
    const set = this.#selection(root, 2 + upTo(draw, 2), 1 + upTo(draw, kind === 'mutation' ? 2 : 1));
    const declared = this.#declared.length > 0 ? `(${this.#declared.join(', ')})` : '';
    const operation = `${kind} ${name}${declared} ${set}`;
    const isOneOfTwo = name !== '' && chance(draw, 10);
    const definitions = [operation, ...this.#fragmentTexts, ...(isOneOfTwo ? ['query Other { __typename }'] : [])];
    return {
      query: (chance(draw, 20) ? definitions.reverse() : definitions).join('\n'),
      variables: this.#variables,
      ...((isOneOfTwo || (name !== '' && chance(draw, 30))) && { operationName: name }),
    };
  }

  #selection(type: GraphQLNamedType, depth: number, count = 1 + upTo(this.draw, 2)): string {
    return `{ ${times(count, () => this.#part(type, depth)).join(' ')} }`;
  }

  #part(type: GraphQLNamedType, depth: number): string {
    const { draw } = this;
    const roll = upTo(draw, 99);
    if (roll < 5) return '__typename';
    if (roll < 13) return this.#inline(type, depth);
    if (roll < 30) return this.#spread(type, depth);
    const fields = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
    const fit = fields.filter((field) => depth > 0 || !isCompositeType(getNamedType(field.type)));
    // A selection of only `__typename` would not reach LTIAAS.
    const deeper = fit.filter((field) => isCompositeType(getNamedType(field.type)));
    if (fit.length === 0) return '__typename';
    return this.#field(pick(draw, deeper.length > 0 && chance(draw, 40) ? deeper : fit), depth);
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number): string {
    const { draw } = this;
    const args = field.args
      .filter((arg) => isNeeded(arg) || chance(draw, wanted[arg.name] ?? 30))
      // Both together are rejected.
      .filter((arg, _index, all) => arg.name !== 'last' || !all.some(({ name }) => name === 'first') || chance(draw, 5))
      .map((arg) => `${arg.name}: ${this.#argument(arg)}`);
    const shown = args.length > 0 ? `(${args.join(', ')})` : '';
    const named = getNamedType(field.type);
    const below = isCompositeType(named) ? this.#selection(named, depth - 1) : '';
    return `${this.#alias(field)}${field.name}${shown} ${this.#condition()}${below}`;
  }

  /** Each field with arguments has its own alias; the others may be merged. */
  #alias({ name, args }: GraphQLField<unknown, unknown>): string {
    const { draw } = this;
    if (args.length > 0) return `a${this.#names++}: `;
    const odd = oddAliases[name];
    if (odd !== undefined && chance(draw, 3)) return `${odd}: `;
    return chance(draw, 10) ? `other${name}: ` : '';
  }

  #condition(): string {
    const { draw } = this;
    if (!chance(draw, this.#conditions)) return '';
    const value = chance(draw, 25) ? pick(draw, ['true', 'false']) : this.#conditionVariable();
    return `${pick(draw, ['@skip', '@include'])}(if: ${value}) `;
  }

  #conditionVariable(): string {
    const { draw } = this;
    if (chance(draw, 60)) return this.#declare('Boolean!', chance(draw, 50));
    const fallback = pick(draw, ['true', 'false']);
    const given = pick(draw, [undefined, undefined, true, false, true, false, null]);
    return this.#declare(`Boolean = ${fallback}`, given);
  }

  #inline(type: GraphQLNamedType, depth: number): string {
    const on = this.#conditionType(type);
    const head = on === type && chance(this.draw, 40) ? '...' : `... on ${on.name}`;
    return `${head} ${this.#condition()}${this.#selection(on, depth)}`;
  }

  /** The type itself, or an interface of it. */
  #conditionType(type: GraphQLNamedType): GraphQLNamedType {
    const { draw, schema } = this;
    if (isAbstractType(type)) return chance(draw, 80) ? pick(draw, schema.getPossibleTypes(type)) : type;
    const [abstract] = isObjectType(type) ? type.getInterfaces() : [];
    return abstract !== undefined && chance(draw, 30) ? abstract : type;
  }

  #spread(type: GraphQLNamedType, depth: number): string {
    const { draw } = this;
    const known = this.#finished.filter((fragment) => fragment.type === type.name);
    if (known.length > 0 && chance(draw, 70)) return `...${pick(draw, known).name} ${this.#condition()}`;
    if (this.#fragmentTexts.length >= 5) return '__typename';
    const name = pick(draw, ['F', 'F', 'F', '__proto__', 'toString']) + this.#names++;
    const on = this.#conditionType(type);
    const place = this.#fragmentTexts.push('') - 1;
    this.#fragmentTexts[place] = `fragment ${name} on ${on.name} ${this.#selection(on, depth)}`;
    this.#finished.push({ name, type: type.name });
    return `...${name} ${this.#condition()}`;
  }

  #argument(arg: GraphQLArgument): string {
    const { draw } = this;
    if (chance(draw, this.#literals)) return this.#literal(arg.name, arg.type);
    return this.#usage(arg);
  }

  /** A variable for a value of this type, in each form that passes validation. */
  #usage({ name, type }: GraphQLArgument | GraphQLInputField): string {
    const { draw } = this;
    const value = () => this.#value(name, type);
    const fallback = () => this.#fallback(name, type);
    const given = () => this.#declare(String(type), value());
    const simple = isNonNullType(type)
      ? [given]
      : [
          given,
          given,
          () => this.#declare(String(type), undefined),
          () => this.#declare(String(type), undefined),
          () => this.#declare(String(type), null),
          () => this.#declare(`${String(type)}!`, value()),
        ];
    if (this.#isSimple) return pick(draw, simple)();
    const nullable = String(getNullableType(type));
    const defaulted = [
      () => this.#declare(`${nullable} = ${fallback()}`, pick(draw, [undefined, value(), null])),
      () => this.#declare(`${nullable}! = ${fallback()}`, pick(draw, [undefined, value()])),
      ...(nullable === String(type)
        ? [() => this.#declare(`${nullable} = null`, pick(draw, [undefined, value(), null]))]
        : []),
    ];
    return pick(draw, chance(draw, 60) ? simple : defaulted)();
  }

  #fallback(name: string, type: GraphQLInputType): string {
    this.#isConstant = true;
    const literal = this.#literal(name, type);
    this.#isConstant = false;
    return literal;
  }

  #declare(type: string, value: unknown): string {
    const { draw } = this;
    const odd = this.#declared.length === 0 && chance(draw, 4);
    const name = odd ? pick(draw, ['__proto__', 'constructor', 'toString']) : `v${this.#declared.length}`;
    this.#declared.push(`$${name}: ${type}`);
    if (chance(draw, this.#slips))
      value = pick<unknown>(draw, ['x', 1, 1.5, true, [], {}, null, undefined, ['x', null]]);
    if (value === undefined) return `$${name}`;
    // An assignment would set the prototype.
    Object.defineProperty(this.#variables, name, { value, enumerable: true });
    return `$${name}`;
  }

  /** The value in a document's syntax; it may contain variables. */
  #literal(name: string, wrapped: GraphQLInputType): string {
    const { draw } = this;
    if (chance(draw, this.#slips)) return pick(draw, ['"x"', '1', '1.5', 'true', '[]', '{}', 'null', 'WORD']);
    if (!isNonNullType(wrapped) && chance(draw, 8)) return 'null';
    const type = getNullableType(wrapped);
    const isInside = !this.#isConstant && chance(draw, this.#variablesInside);
    if (isListType(type)) {
      if (chance(draw, 20)) return this.#literal(name, type.ofType);
      const item = { name, type: type.ofType } as GraphQLInputField;
      const items = times(upTo(draw, 3), () =>
        isInside && chance(draw, 50) ? this.#usage(item) : this.#literal(name, item.type),
      );
      return `[${items.join(', ')}]`;
    }
    if (isEnumType(type)) return pick(draw, type.getValues()).name;
    if (isInputObjectType(type)) {
      const members = Object.values(type.getFields())
        .filter((member) => isNeeded(member) || chance(draw, 45))
        .map((member) => {
          const value = isInside && chance(draw, 60) ? this.#usage(member) : this.#literal(member.name, member.type);
          return `${member.name}: ${value}`;
        });
      return `{${members.join(', ')}}`;
    }
    return JSON.stringify(this.#scalar(name, type.name));
  }

  #value(name: string, wrapped: GraphQLInputType): unknown {
    const { draw } = this;
    const type = getNullableType(wrapped);
    if (!isNonNullType(wrapped) && chance(draw, 6)) return null;
    if (isListType(type)) {
      if (chance(draw, 10)) return this.#value(name, type.ofType);
      return times(upTo(draw, 4), () => this.#value(name, type.ofType));
    }
    if (isEnumType(type)) return pick(draw, type.getValues()).name;
    if (isInputObjectType(type)) {
      const members = Object.values(type.getFields()).filter((member) => isNeeded(member) || chance(draw, 45));
      return Object.fromEntries(members.map((member) => [member.name, this.#value(member.name, member.type)]));
    }
    return this.#scalar(name, type.name);
  }

  #scalar(name: string, type: string): string | number | boolean {
    const { draw } = this;
    const { lineItemIds, userIds } = this.ids;
    if (/^(id|lineItemId)$/.test(name)) return chance(draw, 8) ? pick(draw, ['x', 17]) : pick(draw, lineItemIds);
    if (/userId/i.test(name)) return chance(draw, 8) ? pick(draw, ['x', 17, -0]) : pick(draw, userIds);
    if (/^(first|last)$/.test(name)) return chance(draw, 3) ? pick(draw, [-1, 501, 0]) : 1 + upTo(draw, 3);
    if (/^(after|before)$/.test(name)) return pick(draw, ['', 'x']);
    if (chance(draw, 4) && ['Float', 'DateTime', 'String'].includes(type))
      return { Float: 0, DateTime: '2026-03-01', String: '' }[type]!;
    if (type === 'Float') return pick(draw, [1, 5, 7.25, 1e3, 100]);
    if (type === 'Int') return upTo(draw, 9);
    if (type === 'Boolean') return chance(draw, 50);
    if (type === 'DateTime') return pick(draw, ['2026-03-01T09:00:00+01:00', '2026-05-01T00:00:00Z']);
    return pick(draw, ['Essay', 'grade', 'exercise-1', 'Ünïcödé']);
  }
}

function isNeeded({ type, defaultValue }: GraphQLArgument | GraphQLInputField): boolean {
  return isNonNullType(type) && defaultValue === undefined;
}
