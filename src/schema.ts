import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { LaunchResolver } from './launch/launch.resolver';
import { LineItemMutations } from './lineItem/lineItem.mutations';
import { LineItemResolver } from './lineItem/lineItem.resolver';
import { ScoreMutations } from './score/score.mutations';
import { LineItemScoresResolver, ScoreResolver } from './score/score.resolver';

/** The gateway's schema; `npm run schema` prints it to `schema.graphql`. */
export function createSchema(): GraphQLSchema {
  return buildSchemaSync({
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
}
