import { Field, Float, ObjectType } from 'type-graphql';
import { connectionType } from '../../relay/connection.type';
import { NodeType } from '../node.type';
import { DateTime } from '../dateTime.scalar';
import { ID } from '../id.scalar';

@ObjectType('LineItem', {
  implements: NodeType,
  simpleResolvers: true,
  description: 'A column in the LMS gradebook, called a line item in AGS. A tool sees only its own line items.',
})
export class LineItemType extends NodeType {
  @Field(() => ID, {
    description:
      'URL of the line item in the LMS, exactly as LTIAAS returns it. It may change when a course is copied.',
  })
  declare id: string;

  @Field(() => String, { description: 'Name of the column in the gradebook.' })
  label!: string;

  @Field(() => Float, {
    description: 'Points for a full score, usually above 0. The LMS rescales submitted scores to this maximum.',
  })
  scoreMaximum!: number;

  @Field(() => String, {
    nullable: true,
    description:
      'Id of the activity that the line item is bound to, as in `launch.resourceLink.id`. Null if it is not bound to an activity.',
  })
  resourceLinkId!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The tool's own id for the graded resource. Not unique; a course copy keeps it. Null if not set.",
  })
  resourceId!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The tool's own tag, such as `grade`, which distinguishes line items of the same resource. Not unique. Null if not set.",
  })
  tag!: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'Start of the submission period. Null if unlimited or not reported by the LMS; Canvas and Moodle never report it.',
  })
  startDateTime!: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'End of the submission period. Null if unlimited or not reported by the LMS; Canvas and Moodle never report it.',
  })
  endDateTime!: Date | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether the tool wants learners to see the grades. The LMS decides. Null if the LMS does not report it.',
  })
  gradesReleased!: boolean | null;
}

export const LineItemConnection = connectionType(LineItemType, 'LineItem', 'line items');
