import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import type { ScoreFilter } from '../../gradebook/reads/statistics';

@InputType('ScoreFilter', {
  description:
    'Which scores to list. A score must match every given member; absent and null members match every score.',
})
export class ScoreFilterInput implements ScoreFilter {
  @Field(() => Boolean, {
    nullable: true,
    description:
      'True: only rows with a score, 0 included. False: only rows without one, as far as the LMS lists them.',
  })
  scored?: boolean | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Only scores of at least so many points of `LineItem.scoreMaximum`. Matches no row without a score.',
  })
  atLeast?: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Only scores of fewer points of `LineItem.scoreMaximum` than this. Matches no row without a score.',
  })
  below?: number | null;
}

const points = 'in points of `LineItem.scoreMaximum`. Null: no scores.';

@ObjectType({
  simpleResolvers: true,
  description:
    "The distribution of a column's scores, in points of `LineItem.scoreMaximum`. Scores on another scale are converted. Rows without a score, unreadable rows, and rows on a scale of 0 points in a column that has points do not count.",
})
export class ScoreStatistics {
  @Field(() => Int, { description: 'How many scores there are.' })
  scored!: number;

  @Field(() => Int, {
    // A promise, which compiled operations expect of resolvers only.
    simple: false,
    nullable: true,
    description:
      'How many active learners of the roster have no score. Null without a roster, and with an error if it cannot be read.',
  })
  unscored!: number | null;

  @Field(() => Float, { nullable: true, description: `The lowest score, ${points}` })
  minimum!: number | null;

  @Field(() => Float, { nullable: true, description: `The first quartile by linear interpolation, ${points}` })
  lowerQuartile!: number | null;

  @Field(() => Float, { nullable: true, description: `The median, ${points}` })
  median!: number | null;

  @Field(() => Float, { nullable: true, description: `The arithmetic mean, ${points}` })
  mean!: number | null;

  @Field(() => Float, { nullable: true, description: `The third quartile by linear interpolation, ${points}` })
  upperQuartile!: number | null;

  @Field(() => Float, { nullable: true, description: `The highest score, ${points}` })
  maximum!: number | null;
}
