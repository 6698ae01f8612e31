import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Info, Mutation, Resolver } from 'type-graphql';
import type { ResolverContext } from '../resolverContext';
import { readPayloadSelection } from '../lineItem/selection';
import { ClearScoreInput, SubmitScoreInput, SubmitScoresInput } from './score.input';
import { ClearScorePayload, SubmitScorePayload, SubmitScoresPayload } from './score.payload';

@Resolver()
export class ScoreMutations {
  @Mutation(() => SubmitScorePayload, {
    nullable: true,
    description:
      'Submits the score of one user; for staff and back ends. It states the whole: without `scoreGiven` the score is cleared, without `comment` the comment, and on some LMSs anything but FULLY_GRADED removes the grade. It is sent once, never again by itself.',
  })
  async submitScore(
    @Arg('input', () => SubmitScoreInput) input: SubmitScoreInput,
    @Ctx() { gradebook }: ResolverContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { lineItemId, ...score } = input;
    const { value, userErrors } = await gradebook.submitScore(lineItemId, score);
    const accepted = value !== null;
    return {
      accepted,
      get score() {
        return accepted ? gradebook.score(lineItemId, score.userId) : null;
      },
      get lineItem() {
        return accepted ? gradebook.lineItem(lineItemId, readPayloadSelection(info)) : null;
      },
      userErrors,
    };
  }

  @Mutation(() => SubmitScoresPayload, {
    nullable: true,
    description:
      'Submits the scores of several users in one line item; for staff and back ends. Each row is a call of its own to the LMS and stands alone: see `results` for what came of it.',
  })
  async submitScores(
    @Arg('input', () => SubmitScoresInput) input: SubmitScoresInput,
    @Ctx() { gradebook }: ResolverContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { lineItemId, scores } = input;
    const { value, userErrors } = await gradebook.submitScores(lineItemId, scores);
    const results = (value ?? []).map((row, index) => ({
      userId: scores[index]!.userId,
      accepted: row.value !== null,
      userErrors: row.userErrors,
    }));
    const acceptedCount = results.filter((row) => row.accepted).length;
    return {
      results,
      acceptedCount,
      get lineItem() {
        return acceptedCount > 0 ? gradebook.lineItem(lineItemId, readPayloadSelection(info)) : null;
      },
      userErrors,
    };
  }

  @Mutation(() => ClearScorePayload, {
    nullable: true,
    description:
      'Clears the score and the comment that the tool submitted for one user; for staff and back ends. What a teacher entered stays on some LMSs and goes on others (Canvas, Moodle).',
  })
  async clearScore(
    @Arg('input', () => ClearScoreInput) input: ClearScoreInput,
    @Ctx() { gradebook }: ResolverContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { lineItemId, userId } = input;
    const { value, userErrors } = await gradebook.clearScore(lineItemId, userId);
    const accepted = value !== null;
    return {
      accepted,
      get lineItem() {
        return accepted ? gradebook.lineItem(lineItemId, readPayloadSelection(info)) : null;
      },
      userErrors,
    };
  }
}
