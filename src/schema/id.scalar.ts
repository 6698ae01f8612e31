import { GraphQLError, GraphQLID, GraphQLScalarType, Kind } from 'graphql';
import { ClientError } from '../errors';

const allowed = 'Send it as a string: a number must be a safe integer.';

/**
 * GraphQL's ID, except that it rejects numbers which a JSON parser may have rounded to another user's id. A literal keeps
 * all its digits, but must be accepted or rejected exactly like a variable.
 */
export const ID = new GraphQLScalarType<string, string>({
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
