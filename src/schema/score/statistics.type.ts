import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import type { ScoreFilter } from '../../gradebook/reads/statistics';

@InputType('ScoreFilter', {
  description: 'Only scores that match every given field. Fields that are absent or null match every score.',
})
export class ScoreFilterInput implements ScoreFilter {
  @Field(() => Boolean, {
    nullable: true,
    description:
      'If true, only rows with a score, 0 included. If false, only rows without a score; many LMSs do not list them.',
  })
  scored?: boolean | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'Only scores of at least this many points, on the scale of `LineItem.scoreMaximum`. Rows without a score do not match.',
  })
  atLeast?: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'Only scores of fewer points than this, on the scale of `LineItem.scoreMaximum`. Rows without a score do not match.',
  })
  below?: number | null;
}

const points = 'in points of `LineItem.scoreMaximum`. Null if there are no scores.';

@ObjectType({
  simpleResolvers: true,
  description:
    "Distribution of a column's scores, in points of `LineItem.scoreMaximum`; scores on another scale are converted. Rows without a score and unreadable rows do not count. Rows with a `resultMaximum` of 0 count only if `scoreMaximum` is 0.",
})
export class ScoreStatistics {
  @Field(() => Int, { description: 'Number of scores.' })
  scored!: number;

  @Field(() => Int, {
    // The value is a promise. Compiled operations accept promises only from resolvers.
    simple: false,
    nullable: true,
    description:
      'Number of active learners on the roster without a score. Null if the launch has no roster, and null with an error if the roster cannot be read.',
  })
  unscored!: number | null;

  @Field(() => Float, { nullable: true, description: `Lowest score, ${points}` })
  minimum!: number | null;

  @Field(() => Float, { nullable: true, description: `First quartile by linear interpolation, ${points}` })
  lowerQuartile!: number | null;

  @Field(() => Float, { nullable: true, description: `Median, ${points}` })
  median!: number | null;

  @Field(() => Float, { nullable: true, description: `Arithmetic mean, ${points}` })
  mean!: number | null;

  @Field(() => Float, { nullable: true, description: `Third quartile by linear interpolation, ${points}` })
  upperQuartile!: number | null;

  @Field(() => Float, { nullable: true, description: `Highest score, ${points}` })
  maximum!: number | null;
}
