import { Field, Float, InputType } from 'type-graphql';
import type { LineItemChanges } from '../../gradebook/writes/lineItems';
import type { LineItemFilter } from '../../gradebook/reads/lists';
import { DateTime } from '../dateTime.scalar';
import { ID } from '../id.scalar';

@InputType('LineItemFilter', {
  description: 'Filter for line items. A line item must match every given field; absent and null fields are ignored.',
})
export class LineItemFilterInput implements LineItemFilter {
  @Field(() => String, {
    nullable: true,
    description: 'Exact match on `resourceLinkId`; see `launch.resourceLink.id`.',
  })
  resourceLinkId?: string | null;

  @Field(() => String, { nullable: true, description: 'Exact match on `resourceId`.' })
  resourceId?: string | null;

  @Field(() => String, { nullable: true, description: 'Exact match on `tag`.' })
  tag?: string | null;
}

/** Fields that create and update have in common. */
@InputType()
export abstract class LineItemMembers implements LineItemChanges {
  @Field(() => String, {
    nullable: true,
    description:
      'Id of the activity to bind the line item to. It must exist in this course and belong to this tool, otherwise `NOT_FOUND`. Most LMSs do not allow an update to change it.',
  })
  resourceLinkId?: string | null;

  @Field(() => String, { nullable: true, description: "The tool's own id for the graded resource. Must not be empty." })
  resourceId?: string | null;

  @Field(() => String, { nullable: true, description: "The tool's own tag, such as `grade`. Must not be empty." })
  tag?: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Start of the submission period. The LMS may change it. Canvas accepts it but never returns it.',
  })
  startDateTime?: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'End of the submission period; must not be before `startDateTime`. The LMS may change it. Canvas accepts it but never returns it.',
  })
  endDateTime?: Date | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the tool wants learners to see the grades. The LMS decides.',
  })
  gradesReleased?: boolean | null;
}

@InputType({ description: 'A new line item.' })
export class CreateLineItemInput extends LineItemMembers {
  @Field(() => String, { description: 'Name of the column in the gradebook. Must not be blank.' })
  label!: string;

  @Field(() => Float, { description: 'Points for a full score. Must be above 0.' })
  scoreMaximum!: number;
}

@InputType({
  description:
    'Changes to a line item. Absent fields keep their values; null removes a value. Properties that this schema does not define are kept.',
})
export class UpdateLineItemInput extends LineItemMembers {
  @Field(() => ID, { description: 'Id of the line item to update.' })
  id!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'New name of the column. Must not be blank. Null causes the error `REQUIRED`: the label cannot be removed.',
  })
  label?: string | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'New points for a full score; must be above 0. Null causes the error `REQUIRED`: the maximum cannot be removed. On Moodle a new maximum rescales every stored grade.',
  })
  scoreMaximum?: number | null;
}

@InputType({ description: 'The line item to delete.' })
export class DeleteLineItemInput {
  @Field(() => ID, { description: 'Id of the line item to delete. Most LMSs also delete its scores.' })
  id!: string;
}
