import 'reflect-metadata';
import {
  GraphQLError,
  type GraphQLField,
  GraphQLID,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLOutputType,
  GraphQLScalarType,
  type GraphQLSchema,
  type GraphQLType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
} from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { ClientError } from '../errors';
import { LaunchResolver } from './launch/launch.resolver';
import { EnsureLineItemMutation } from './lineItem/ensureLineItem.mutation';
import { LineItemMutations } from './lineItem/lineItem.mutations';
import { LineItemResolver } from './lineItem/lineItem.resolver';
import { MemberResolver, ScoreUserResolver } from './member/member.resolver';
import { ScoreMutations } from './score/score.mutations';
import { LineItemScoresResolver, ScoreResolver } from './score/score.resolver';

let schema: GraphQLSchema | undefined;

/** The gateway's schema; `npm run schema` prints it to `schema.graphql`. Built once, for all gateways of the process. */
export function createSchema(): GraphQLSchema {
  return (schema ??= buildSchema());
}

function buildSchema(): GraphQLSchema {
  const schema = buildSchemaSync({
    resolvers: [
      LaunchResolver,
      LineItemResolver,
      LineItemMutations,
      EnsureLineItemMutation,
      LineItemScoresResolver,
      ScoreResolver,
      ScoreMutations,
      MemberResolver,
      ScoreUserResolver,
    ],
    // The gradebook validates inputs, so that errors can name the field.
    validate: false,
  });
  // type-graphql's own `resolveType` is asynchronous, which compiled operations do not support. Only line items are nodes.
  (schema.getType('Node') as GraphQLInterfaceType).resolveType = () => 'LineItem';
  useStrictIds(schema);
  return schema;
}

const allowed = 'Send it as a string: a number must be a safe integer.';

/**
 * GraphQL's ID, except that it rejects numbers which a JSON parser may have rounded to another user's id. A literal keeps
 * all its digits, but must be accepted or rejected exactly like a variable.
 */
const StrictId = new GraphQLScalarType<string, string>({
  ...GraphQLID.toConfig(),
  parseValue(value) {
    if (typeof value === 'number' && !Number.isSafeInteger(value)) {
      throw new GraphQLError(`ID cannot represent the number ${value}. ${allowed}`);
    }
    return GraphQLID.parseValue(value);
  },
  parseLiteral(node) {
    if (node.kind === Kind.INT && !Number.isSafeInteger(Number(node.value))) {
      throw new ClientError('BAD_USER_INPUT', `ID cannot represent the number ${node.value.slice(0, 50)}. ${allowed}`);
    }
    return GraphQLID.parseLiteral(node, null);
  },
});

/** Replaces `GraphQLID` in the schema with `StrictId`: other schemas in the process share `GraphQLID` itself. */
export function useStrictIds(schema: GraphQLSchema): void {
  const types = schema.getTypeMap();
  types.ID = StrictId;
  for (const type of Object.values(types)) {
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
    for (const field of Object.values<GraphQLField<unknown, unknown> | GraphQLInputField>(type.getFields())) {
      field.type = replaceId(field.type) as GraphQLOutputType & GraphQLInputType;
      if ('args' in field) for (const arg of field.args) arg.type = replaceId(arg.type) as GraphQLInputType;
    }
  }
}

function replaceId(type: GraphQLType): GraphQLType {
  if (isNonNullType(type)) return new GraphQLNonNull(replaceId(type.ofType));
  if (isListType(type)) return new GraphQLList(replaceId(type.ofType));
  return type === GraphQLID ? StrictId : type;
}
