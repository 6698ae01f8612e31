import 'reflect-metadata';
import type { GraphQLInterfaceType, GraphQLSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { LaunchResolver } from './launch/launch.resolver';
import { LineItemMutations } from './lineItem/lineItem.mutations';
import { LineItemResolver } from './lineItem/lineItem.resolver';
import { ScoreMutations } from './score/score.mutations';
import { LineItemScoresResolver, ScoreResolver } from './score/score.resolver';

/** The gateway's schema; `npm run schema` prints it to `schema.graphql`. */
export function createSchema(): GraphQLSchema {
  const schema = buildSchemaSync({
    resolvers: [
      LaunchResolver,
      LineItemResolver,
      LineItemMutations,
      LineItemScoresResolver,
      ScoreResolver,
      ScoreMutations,
    ],
    // Inputs are checked in the gradebook, where the answer can name the field.
    validate: false,
  });
  // type-graphql makes this asynchronous, which compiled operations do not take. Line items are the only nodes.
  (schema.getType('Node') as GraphQLInterfaceType).resolveType = () => 'LineItem';
  return schema;
}
