import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Info, Mutation, Resolver } from 'type-graphql';
import type { Gradebook } from '../../gradebook/gradebook';
import type { Outcome } from '../../gradebook/writes/userError';
import type { ResolverContext } from '../resolverContext';
import { readPayloadSelection } from '../lineItem/selection';
import { ClearScoreInput, SubmitScoreInput, SubmitScoresInput } from './score.input';
import { ClearScorePayload, SubmitScorePayload, SubmitScoresPayload } from './score.payload';

@Resolver()
export class ScoreMutations {
  @Mutation(() => SubmitScorePayload, {
    nullable: true,
    description:
      'Submits the score of one user; omitting `scoreGiven` or `comment` clears it. Allowed for staff and back ends; the gateway never retries it. On some LMSs, any `gradingProgress` except `FULLY_GRADED` removes the grade.',
  })
  async submitScore(
    @Arg('input', () => SubmitScoreInput, { description: 'The score to submit.' }) input: SubmitScoreInput,
    @Ctx() { gradebook }: ResolverContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { lineItemId, ...score } = input;
    const outcome = await gradebook.writes.submitScore(lineItemId, score);
    return payloadOf(outcome, lineItemId, score.userId, gradebook, info);
  }

  @Mutation(() => SubmitScoresPayload, {
    nullable: true,
    description:
      'Submits the scores of several users in one line item. Allowed for staff and back ends. Each row is a separate call to the LMS, with its own outcome in `results`.',
  })
  async submitScores(
    @Arg('input', () => SubmitScoresInput, { description: 'The line item and the scores to submit.' })
    input: SubmitScoresInput,
    @Ctx() { gradebook }: ResolverContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { lineItemId, scores } = input;
    const { value, userErrors } = await gradebook.writes.submitScores(lineItemId, scores);
    const acceptedIds = scores.filter((_, row) => value?.[row]?.value).map(({ userId }) => userId);
    // One reading for all rows, and only if one of them is asked for its score.
    let reading: ReturnType<typeof gradebook.scoresForUsers> | undefined;
    const readBack = async (userId: string) => {
      const found = await (reading ??= gradebook.scoresForUsers(lineItemId, acceptedIds));
      return found[acceptedIds.indexOf(userId)];
    };
    const results = (value ?? []).map((row, index) => {
      const { userId } = scores[index]!;
      const accepted = row.value !== null;
      return {
        userId,
        accepted,
        get score() {
          return accepted ? readBack(userId) : currentOf(row);
        },
        userErrors: row.userErrors,
      };
    });
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
      "Clears the score and the comment that the tool submitted for one user. Allowed for staff and back ends. Canvas and Moodle also remove a teacher's grade; some other LMSs keep it.",
  })
  async clearScore(
    @Arg('input', () => ClearScoreInput, { description: 'The score to clear.' }) input: ClearScoreInput,
    @Ctx() { gradebook }: ResolverContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { lineItemId, userId, onlyIf } = input;
    const outcome = await gradebook.writes.clearScore(lineItemId, userId, onlyIf);
    return payloadOf(outcome, lineItemId, userId, gradebook, info);
  }
}

/** Reads the score and the line item back only if they are selected. */
function payloadOf(
  outcome: Outcome<true>,
  lineItemId: string,
  userId: string,
  gradebook: Gradebook,
  info: GraphQLResolveInfo,
) {
  const accepted = outcome.value !== null;
  return {
    accepted,
    get score() {
      return accepted ? gradebook.score(lineItemId, userId) : currentOf(outcome);
    },
    get lineItem() {
      return accepted ? gradebook.lineItem(lineItemId, readPayloadSelection(info)) : null;
    },
    userErrors: outcome.userErrors,
  };
}

/** The score that a guard has found instead of the one that it names. */
function currentOf(outcome: Outcome<true>): object | null {
  return ('current' in outcome && outcome.current) || null;
}
