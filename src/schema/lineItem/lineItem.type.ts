import { Field, Float, ID, ObjectType } from 'type-graphql';
import { connectionType } from '../../relay/connection.type';
import { NodeType } from '../../relay/node.type';
import { DateTime } from '../dateTime.scalar';

@ObjectType('LineItem', {
  implements: NodeType,
  simpleResolvers: true,
  description: "A column of the LMS's gradebook (AGS calls it a line item). A tool sees the columns of its own only.",
})
export class LineItemType extends NodeType {
  @Field(() => ID, {
    description: "The line item's URL in the LMS, exactly as LTIAAS gives it. It may change when a course is copied.",
  })
  declare id: string;

  @Field(() => String, { description: 'What the column is called in the gradebook.' })
  label!: string;

  @Field(() => Float, {
    description:
      'Points for a full score in this column, usually above 0. Submitted scores are rescaled to it by the LMS.',
  })
  scoreMaximum!: number;

  @Field(() => String, {
    nullable: true,
    description:
      'The activity in the LMS that the column belongs to, as `launch.resourceLink.id` names it. Null: bound to none.',
  })
  resourceLinkId!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The tool's own key for what is graded. Not unique; survives a course copy. Null: none.",
  })
  resourceId!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The tool's own mark that tells apart columns of one resource, such as `grade`. Not unique. Null: none.",
  })
  tag!: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'From when on submissions are taken. Null: no limit, or an LMS that does not say (Canvas and Moodle never do).',
  })
  startDateTime!: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'Until when submissions are taken. Null: no limit, or an LMS that does not say (Canvas and Moodle never do).',
  })
  endDateTime!: Date | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether the tool wants learners to see the grades; the LMS decides what it makes of it. Null: the LMS does not say.',
  })
  gradesReleased!: boolean | null;
}

export const LineItemConnection = connectionType(LineItemType, 'LineItem', 'line items');
