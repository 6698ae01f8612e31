import { Field, Float, ID, InputType } from 'type-graphql';
import type { LineItemChanges } from '../../gradebook/writes/lineItems';
import type { LineItemFilter } from '../../gradebook/reads/lists';
import { DateTime } from '../dateTime.scalar';

@InputType('LineItemFilter', {
  description:
    'Which line items to list: those for which all that is given holds. An absent or null member asks nothing.',
})
export class LineItemFilterInput implements LineItemFilter {
  @Field(() => String, { nullable: true, description: 'Bound to this resource link, see `launch.resourceLink.id`.' })
  resourceLinkId?: string | null;

  @Field(() => String, { nullable: true, description: 'With exactly this `resourceId`.' })
  resourceId?: string | null;

  @Field(() => String, { nullable: true, description: 'With exactly this `tag`.' })
  tag?: string | null;
}

@InputType({ description: 'Members that a new line item may have and an existing one may be given.' })
export abstract class LineItemMembers implements LineItemChanges {
  @Field(() => String, {
    nullable: true,
    description:
      'The activity in the LMS to bind the column to; it must exist in this course and be one of this tool, else `NOT_FOUND`. Most LMSs let no update change it.',
  })
  resourceLinkId?: string | null;

  @Field(() => String, { nullable: true, description: "The tool's own key for what is graded. Not empty." })
  resourceId?: string | null;

  @Field(() => String, { nullable: true, description: "The tool's own mark, such as `grade`. Not empty." })
  tag?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'From when on submissions are taken. The LMS may change it.' })
  startDateTime?: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Until when submissions are taken; not before `startDateTime`. The LMS may change it.',
  })
  endDateTime?: Date | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether learners should see the grades. A hint: the LMS decides.',
  })
  gradesReleased?: boolean | null;
}

@InputType({ description: 'A new column of the gradebook.' })
export class CreateLineItemInput extends LineItemMembers {
  @Field(() => String, { description: 'What the column is called. Not blank.' })
  label!: string;

  @Field(() => Float, { description: 'Points for a full score. Above 0.' })
  scoreMaximum!: number;
}

@InputType({
  description:
    'Changes to a line item: an absent member stays as it is, null removes it. The rest of the item is kept, also what this schema does not know.',
})
export class UpdateLineItemInput extends LineItemMembers {
  @Field(() => ID, { description: 'The line item to change.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Not blank; cannot be removed, so null is `REQUIRED`.' })
  label?: string | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'Above 0; cannot be removed, so null is `REQUIRED`. On Moodle a new maximum rescales every stored grade.',
  })
  scoreMaximum?: number | null;
}

@InputType()
export class DeleteLineItemInput {
  @Field(() => ID, { description: 'The line item to delete. On most LMSs its scores go with it.' })
  id!: string;
}
