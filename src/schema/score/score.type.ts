import { Field, Float, ID, ObjectType } from 'type-graphql';
import { DateTime } from '../dateTime.scalar';
import { LineItemType } from '../lineItem/lineItem.type';
import { connectionType } from '../../relay/connection.type';

@ObjectType('Score', {
  simpleResolvers: true,
  description:
    'What the gradebook shows now for one user in one line item (AGS calls it a result). It may differ from what was submitted: the LMS rescales, caps or delays, and teachers change grades.',
})
export class ScoreType {
  @Field(() => ID, {
    description: "The result's URL in the LMS, or one made from the line item and the user where the LMS gives none.",
  })
  id!: string;

  @Field(() => ID, { description: 'Whose score it is: the LTI user id within this LMS.' })
  userId!: string;

  @Field(() => LineItemType, {
    nullable: true,
    description: 'The column. Costs no call where this operation has it already.',
  })
  lineItem!: object | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Points, on a scale to `resultMaximum`; more than that is extra credit. Null: no score. 0 is a score.',
  })
  resultScore!: number | null;

  @Field(() => Float, {
    description: 'Points for a full score; 0 in a column without points. 1 where the LMS does not say.',
  })
  resultMaximum!: number;

  @Field(() => String, {
    nullable: true,
    description:
      'Feedback that learner and teachers see, as plain text or as the LMS keeps it. Null: none; Blackboard gives it with `scores` only, not for a single user.',
  })
  comment!: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the score last changed. Null on LMSs that do not say, such as Canvas.',
  })
  timestamp!: Date | null;

  @Field(() => ID, { nullable: true, description: 'Who graded. Null on LMSs that do not say.' })
  scoringUserId!: string | null;
}

export const ScoreConnection = connectionType(ScoreType, 'Score', 'scores');
