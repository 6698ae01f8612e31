import {
  getIntrospectionQuery,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';
import { chance, type Draw, oddNumber, oddText, oddValue, pick, times, upTo } from './draw';
import type { FuzzRoom } from './room';

/** A GraphQL request in JSON form. */
export interface Payload {
  query?: unknown;
  variables?: unknown;
  operationName?: unknown;
  extensions?: unknown;
}

/** An enum value, which a document writes without quotes. */
class Word {
  constructor(readonly text: string) {}
  toJSON(): string {
    return this.text;
  }
}

/** The percentage of optional arguments that are given. */
const wantedArguments: Record<string, number> = { first: 75, last: 3, after: 3, before: 1, filter: 15 };

/** An operation over the schema. Half of them are valid; in the others each part may be slightly wrong. */
export function drawOperation(draw: Draw, schema: GraphQLSchema, room: FuzzRoom): Payload {
  return chance(draw, 8) ? drawLarge(draw, room) : new OperationWriter(draw, schema, room).write();
}

class OperationWriter {
  readonly #declared: string[] = [];
  readonly #variables: Record<string, unknown> = {};
  readonly #fragments: string[] = [];
  /** Half of the operations are valid, although not all of their values are. */
  readonly #mayBeWrong: boolean;
  #aliases = 0;

  constructor(
    private readonly draw: Draw,
    private readonly schema: GraphQLSchema,
    private readonly room: FuzzRoom,
  ) {
    this.#mayBeWrong = chance(draw, 50);
  }

  write(): Payload {
    const { draw, schema } = this;
    const kind = chance(draw, 25) ? 'mutation' : 'query';
    const root = kind === 'mutation' ? schema.getMutationType()! : schema.getQueryType()!;
    const name = chance(draw, 60) ? pick(draw, ['Op', 'query', 'on', '_', 'N'.repeat(200)]) : '';
    const set = this.#selection(root, 1 + upTo(draw, 6));
    const variables = this.#declared.length > 0 ? `(${this.#declared.join(pick(draw, [', ', ' ', '\n']))})` : '';
    const head = name === '' && variables === '' && kind === 'query' && chance(draw, 50) ? '' : kind;
    const definitions = [
      `${head} ${name}${variables} ${this.#slips(5) ? '@skip(if: true)' : ''}${set}`,
      ...this.#fragments,
    ];
    if (this.#slips(8))
      definitions.push(
        pick(draw, ['query Other { __typename }', 'type T { a: Int }', '{ __typename }', 'query Op { x }']),
      );
    if (chance(draw, 3)) definitions.reverse();
    const query = definitions.join(
      pick(draw, ['\n', ' ', ',', `\n# ${oddText(draw).replace(/[\r\n]/g, '')}\n`, '\ufeff']),
    );
    return {
      query,
      ...((this.#declared.length > 0 || chance(draw, 10)) && { variables: this.#variables }),
      ...(name !== '' && chance(draw, 30) && { operationName: name }),
      ...(this.#slips(3) && { operationName: oddText(draw) }),
    };
  }

  /** True in this percentage of cases, but never if the operation must be valid. */
  #slips(percent: number): boolean {
    return this.#mayBeWrong && chance(this.draw, percent);
  }

  #selection(type: GraphQLNamedType, depth: number): string {
    return `{ ${times(1 + upTo(this.draw, 3), () => this.#part(type, depth)).join(' ')} }`;
  }

  #part(type: GraphQLNamedType, depth: number): string {
    const { draw } = this;
    const roll = upTo(draw, 99);
    if (roll < 4) {
      const isQuery = type === this.schema.getQueryType();
      return isQuery || this.#slips(10)
        ? pick(draw, ['__schema { types { name } }', '__type(name: "Score") { fields { name type { name } } }'])
        : '__typename';
    }
    if (roll < 10) return `... ${this.#condition(type)} ${this.#directives()}${this.#selection(type, depth)}`;
    if (roll < 14) return this.#spread(type, depth);
    if (this.#slips(1))
      return pick(draw, [
        'nothing',
        '...',
        '...Nowhere',
        '{ }',
        '$x',
        '"text"',
        '@skip',
        'id: id: id',
        '...on',
        '1',
        'Ünicode',
      ]);
    const fields = 'getFields' in type && !isInputObjectType(type) ? Object.values(type.getFields()) : [];
    const fit = depth > 0 ? fields : fields.filter((field) => !isCompositeType(getNamedType(field.type)));
    return fit.length === 0 ? '__typename' : this.#field(pick(draw, fit), depth);
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number): string {
    const { draw } = this;
    const args = field.args
      .filter((arg) => (isRequiredArgument(arg) ? !this.#slips(2) : chance(draw, wantedArguments[arg.name] ?? 30)))
      .map((arg) => `${arg.name}: ${this.#argument(arg.name, arg.type)}`);
    if (this.#slips(1)) args.push(`${pick(draw, ['unknown', 'id', 'first'])}: ${toLiteral(draw, oddValue(draw))}`);
    const shown = args.length > 0 ? `(${args.join(', ')})` : '';
    return `${this.#alias(field)}${field.name}${shown} ${this.#directives()}${this.#below(field.type, depth)}`;
  }

  /** Selecting a field twice with different arguments would be a conflict, so such fields get their own alias. */
  #alias(field: GraphQLField<unknown, unknown>): string {
    const { draw } = this;
    if (this.#slips(4)) return `${pick(draw, ['a', 'id', '__x', 'constructor', '__proto__'])}: `;
    const mayConflict = field.args.length > 0 || isCompositeType(getNamedType(field.type));
    return mayConflict && !this.#slips(4) ? `a${this.#aliases++}: ` : '';
  }

  #below(type: GraphQLOutputType, depth: number): string {
    const named = getNamedType(type);
    return isCompositeType(named) !== this.#slips(1) ? this.#selection(named, depth - 1) : '';
  }

  #condition(type: GraphQLNamedType): string {
    const { draw } = this;
    if (chance(draw, 20)) return '';
    if (this.#slips(10)) return `on ${pick(draw, ['Score', 'Node', 'String', 'Nothing'])}`;
    return `on ${type.name}`;
  }

  #spread(type: GraphQLNamedType, depth: number): string {
    const { draw } = this;
    const name = `F${this.#fragments.length}`;
    // Reserves the fragment's place first, so that a fragment inside it can refer to it in a circle.
    const place = this.#fragments.push('') - 1;
    const inner = this.#slips(5) ? `{ __typename ...F${upTo(draw, place)} }` : this.#selection(type, depth - 1);
    this.#fragments[place] = `fragment ${name} ${this.#condition(type) || `on ${type.name}`} ${inner}`;
    return times(1 + upTo(draw, 2), () => `...${name}`).join(' ');
  }

  #directives(): string {
    const { draw } = this;
    if (!chance(draw, 6)) return '';
    if (this.#slips(20))
      return pick(draw, [
        '@nothing ',
        '@defer ',
        '@skip(if: null) ',
        '@include(if: "x") ',
        '@deprecated ',
        '@skip(if: true) @skip(if: true) ',
      ]);
    const condition = chance(draw, 70) ? pick(draw, ['true', 'false']) : this.#variable('Boolean!', chance(draw, 50));
    return `${pick(draw, ['@skip', '@include'])}(if: ${condition}) `;
  }

  #argument(name: string, type: GraphQLInputType): string {
    const { draw } = this;
    const value = this.#value(name, type);
    if (chance(draw, 55)) return toLiteral(draw, value);
    return this.#variable(
      this.#slips(7) ? pick(draw, ['String', 'Int!', '[ID]', 'Nothing', 'LineItem', '[[[ID!]!]!]!']) : String(type),
      value,
    );
  }

  #variable(type: string, value: unknown): string {
    const { draw } = this;
    const isOdd = this.#declared.length === 0 && chance(draw, 4);
    const name = isOdd ? pick(draw, ['__proto__', 'constructor', 'toString', '_', 'on']) : `v${this.#declared.length}`;
    const fallback = chance(draw, 5) ? ` = ${toLiteral(draw, value)}` : '';
    this.#declared.push(`$${name}: ${type}${fallback}`);
    if (!this.#slips(4)) this.#variables[name] = value;
    return this.#slips(2) ? '$undeclared' : `$${name}`;
  }

  #value(name: string, wrapped: GraphQLInputType): unknown {
    const { draw } = this;
    if (this.#slips(3)) return oddValue(draw);
    const type = getNullableType(wrapped);
    if (isListType(type)) return times(upTo(draw, chance(draw, 5) ? 300 : 4), () => this.#value(name, type.ofType));
    if (isEnumType(type)) return new Word(pick(draw, type.getValues()).name);
    if (isInputObjectType(type)) {
      const members = Object.values(type.getFields()).filter((member) =>
        isRequiredInputField(member) ? !this.#slips(2) : chance(draw, 40),
      );
      return Object.fromEntries(members.map((member) => [member.name, this.#value(member.name, member.type)]));
    }
    return this.#scalar(name, type.name);
  }

  #scalar(name: string, type: string): unknown {
    const { draw, room } = this;
    const { id, otherId, self, mentee, stranger } = room;
    const isOdd = chance(draw, 6);
    if (/^(id|lineItemId)$/.test(name)) return isOdd ? oddText(draw) : pick(draw, [id, otherId]);
    if (/^userIds?$/.test(name)) return isOdd ? oddText(draw) : pick(draw, [self, mentee, stranger]);
    if (/^(first|last)$/.test(name)) return isOdd ? oddNumber(draw) : upTo(draw, 6);
    if (type === 'Float' || type === 'Int') return isOdd ? oddNumber(draw) : upTo(draw, 100);
    if (type === 'Boolean') return chance(draw, 50);
    if (type === 'DateTime') {
      return isOdd
        ? oddText(draw)
        : pick(draw, [
            '2026-03-01T09:00:00+01:00',
            '2026-02-30T00:00:00Z',
            '2026-03-01',
            '9999-12-31T23:59:60Z',
            '+010000-01-01T00:00:00Z',
          ]);
    }
    return isOdd ? oddText(draw) : pick(draw, ['Essay', 'grade', 'quiz', 'Ünïcödé', 'a b']);
  }
}

function toLiteral(draw: Draw, value: unknown): string {
  if (value instanceof Word) return value.text;
  if (Array.isArray(value)) return `[${value.map((item) => toLiteral(draw, item)).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([name, item]) => `${name}: ${toLiteral(draw, item)}`)
      .join(', ')}}`;
  }
  if (typeof value === 'string' && chance(draw, 4)) return `"""${value}"""`;
  return JSON.stringify(value);
}

/** Operations that are large in one way: on both sides of each limit, and hard for parsers and validators. */
function drawLarge(draw: Draw, { id, self }: FuzzRoom): Payload {
  const size = pick(draw, [10, 12, 13, 49, 50, 51, 99, 101, 300, 660, 2000, 10_000]);
  const items = (inner: string) => `{ lineItems(first: 1) { nodes { ${inner} } } }`;
  const many = (part: (index: number) => string, count = size) => times(count, part).join(' ');
  const nested = (open: string, close: string, inner = '', count = size) =>
    open.repeat(count) + inner + close.repeat(count);
  const documents: (() => string)[] = [
    () => `{ ${many((n) => `a${n}: __typename`)} }`,
    () => `{ ${many((n) => `a${n}: lineItems(first: 1) { nodes { id } }`, Math.min(size, 60))} }`,
    () => items(many((n) => `a${n}: score(userId: "${self}") { userId }`)),
    () => items(nested('scores(first: 1) { nodes { lineItem { ', ' } } }', 'id', Math.min(size, 300))),
    () => items(nested('... { ', ' } ', 'id')),
    () =>
      `{ ...F0 } ${many((n) => `fragment F${n} on Query { __typename ...F${n + 1} ...F${n + 1} }`)} fragment F${size} on Query { __typename }`,
    () => `{ ...F0 } ${many((n) => `fragment F${n} on Query { ...F${(n + 1) % size} }`)}`,
    () => `{ ${many((n) => `same: lineItem(id: "${n}") { id }`)} }`,
    () => `{ ${many(() => 'lineItems { nodes { id label } edges { node { id } } }')} }`,
    () => `{ lineItems(first: ${nested('[', ']')}) { nodes { id } } }`,
    () => `mutation { createLineItem(input: ${nested('{ label: ', '}', '1')}) { lineItem { id } } }`,
    () => `query (${many((n) => `$v${n}: ID`)}) { __typename }`,
    () =>
      `query (${many((n) => `$v${n}: Boolean!`, Math.min(size, 300))}) { ${many((n) => `a${n}: __typename @skip(if: $v${n})`, Math.min(size, 300))} }`,
    () => `{ __typename ${many(() => '@skip(if: false)')} }`,
    () => `{ __typename @include(if: ${nested('[', ']', 'true')}) }`,
    () => `{ lineItem(id: "${'x'.repeat(size * 10)}") { id } }`,
    () => `{ lineItem(id: "${'\\u00e9'.repeat(size)}") { id } }`,
    () => `{ lineItem(id: """${'"'.repeat(size % 3)}${'\n  '.repeat(size)}""") { id } }`,
    () => `{ lineItems(first: ${'9'.repeat(size)}) { nodes { id } } }`,
    () => `{ ${'n'.repeat(size * 10)} }`,
    () => `#${'x'.repeat(size * 50)}\n{ __typename }`,
    () => `${','.repeat(size * 50)}{ __typename }${' \ufeff'.repeat(size)}`,
    () => nested('{ ', ' }', '__typename'),
    () => `{ __schema { types ${nested('{ fields { type ', ' } }', '{ name }', Math.min(size, 100))} } }`,
    () => getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true, oneOf: false }),
    () => many((n) => `query Q${n} { __typename }`),
    () => `{ ${many(() => 'launch { user { id name roles } permissions { gradeLearners } }')} }`,
    () => `subscription { ${many(() => '__typename')} }`,
  ];
  const forUsers =
    'query ($id: ID!, $userIds: [ID!]!) { lineItem(id: $id) { scoresForUsers(userIds: $userIds) { userId } } }';
  const withVariables: (() => Payload)[] = [
    () => ({ query: forUsers, variables: { id, userIds: times(size, () => self) } }),
    () => ({ query: forUsers, variables: { id, userIds: times(size * 5, (n) => ({ n })) } }),
    () => ({ query: forUsers, variables: { id, userIds: nest(Math.min(size, 2000), (inner) => [inner]) } }),
    () => ({ query: forUsers, variables: { id, userIds: nest(Math.min(size, 2000), (inner) => ({ inner })) } }),
    () => ({ query: forUsers, variables: Object.fromEntries(times(size * 3, (n) => [`v${n}`, n])) }),
    () => ({ query: forUsers, variables: { id: 'x'.repeat(size * 100), userIds: [oddText(draw).repeat(100)] } }),
    () => ({
      query:
        'mutation ($input: SubmitScoresInput!) { submitScores(input: $input) { acceptedCount results { userErrors { code } } } }',
      variables: {
        input: {
          lineItemId: id,
          scores: times(Math.min(size, 300), (n) => ({
            userId: chance(draw, 50) ? self : `user ${n}`,
            activityProgress: 'COMPLETED',
            gradingProgress: chance(draw, 98) ? 'FULLY_GRADED' : oddText(draw),
            scoreGiven: chance(draw, 95) ? n : oddValue(draw),
            scoreMaximum: 300,
          })),
        },
      },
    }),
    () => ({
      query: `query (${times(300, (n) => `$v${n}: LineItemFilter`).join(' ')}) { __typename }`,
      variables: Object.fromEntries(times(300, (n) => [`v${n}`, { tag: [oddValue(draw)], junk: n }])),
    }),
  ];
  return chance(draw, 70) ? { query: pick(draw, documents)() } : pick(draw, withVariables)();
}

function nest(depth: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = 'inner';
  for (let n = 0; n < depth; n += 1) value = wrap(value);
  return value;
}
