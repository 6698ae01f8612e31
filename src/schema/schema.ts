import 'reflect-metadata';
import type { GraphQLInterfaceType, GraphQLSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { LaunchResolver } from './launch/launch.resolver';
import { EnsureLineItemMutation } from './lineItem/ensureLineItem.mutation';
import { LineItemMutations } from './lineItem/lineItem.mutations';
import { LineItemResolver } from './lineItem/lineItem.resolver';
import { MemberResolver } from './member/member.resolver';
import { ScoreMutations } from './score/score.mutations';
import { LineItemScoresResolver, ScoreResolver } from './score/score.resolver';

/** The gateway's schema; `npm run schema` prints it to `schema.graphql`. */
export const schema = buildSchema();

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
    ],
    // The gradebook validates inputs, so that errors can name the field.
    validate: false,
  });
  // type-graphql's own `resolveType` is asynchronous, which compiled operations do not support. Only line items are nodes.
  (schema.getType('Node') as GraphQLInterfaceType).resolveType = () => 'LineItem';
  return schema;
}
