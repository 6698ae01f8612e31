import { Field, Float, ObjectType } from 'type-graphql';
import { DateTime } from '../dateTime.scalar';
import { ID } from '../id.scalar';
import { LineItemType } from '../lineItem/lineItem.type';
import { connectionType } from '../../relay/connection.type';

@ObjectType('Score', {
  simpleResolvers: true,
  description:
    'The current gradebook entry of one user in one line item, called a result in AGS. It may differ from the submitted score: LMSs rescale, cap and delay scores, and teachers change them.',
})
export class ScoreType {
  @Field(() => ID, {
    description:
      'URL of the result in the LMS. If the LMS does not send one, the gateway builds an id from the line item and the user.',
  })
  id!: string;

  @Field(() => ID, { description: 'LTI user id of the graded user within this LMS.' })
  userId!: string;

  @Field(() => LineItemType, {
    nullable: true,
    description: 'The line item of this score. Selecting it costs no LMS call if the operation has already read it.',
  })
  lineItem!: object | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Points out of `resultMaximum`; higher values are extra credit. Null means no score; 0 is a score.',
  })
  resultScore!: number | null;

  @Field(() => Float, {
    description: 'Points for a full score; 0 in a line item without points. 1 if the LMS does not report it.',
  })
  resultMaximum!: number;

  @Field(() => String, {
    nullable: true,
    description:
      'Feedback for the learner and teachers, as plain text or in the format of the LMS. Null if empty. Blackboard returns it only in `scores`, not for a single user.',
  })
  comment!: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Time of the last change to the score. Null on LMSs that do not report it, such as Canvas.',
  })
  timestamp!: Date | null;

  @Field(() => ID, {
    nullable: true,
    description: 'User id of the person who graded. Null if the LMS does not report it.',
  })
  scoringUserId!: string | null;
}

export const ScoreConnection = connectionType(ScoreType, 'Score', 'scores');
