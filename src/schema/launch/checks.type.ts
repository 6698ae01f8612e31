import { Field, ObjectType } from 'type-graphql';
import type { CheckName, Fixer, ServiceCheck as Check } from '../../gradebook/reads/checks';
import { enumType } from '../enumType';

const ServiceCheckName = enumType<CheckName>('ServiceCheckName', 'What a check tries.', {
  LAUNCH: 'Whether LTIAAS still knows the launch.',
  GRADES_SERVICE: 'Whether the LMS and the LTIAAS account offer the grades service.',
  READ_LINE_ITEMS: 'Whether line items can be read.',
  MANAGE_LINE_ITEMS: 'Whether the LMS grants the scope to create, change and delete line items.',
  READ_SCORES: 'Whether the scores of a line item can be read.',
  SUBMIT_SCORES: 'Whether the LMS grants the scope to submit scores.',
  ROSTER: 'Whether the members of the course can be read.',
  MEMBER_NAMES: 'Whether the LMS shows the names of members.',
});

const ServiceFixer = enumType<Fixer>('ServiceFixer', 'Who can fix a service that does not work.', {
  LMS_ADMINISTRATOR: 'An administrator of the LMS, in the registration of the tool.',
  LTIAAS_ACCOUNT: 'The owner of the LTIAAS account.',
  COURSE_STAFF: 'The staff of the course.',
  NOBODY: 'No action is required: try again later.',
});

@ObjectType({ simpleResolvers: true, description: 'Whether one service works in this launch.' })
export class ServiceCheck implements Check {
  @Field(() => ServiceCheckName, { description: 'What the check tried.' })
  name!: CheckName;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether it works. Null if only a write would show it, or if there is no line item or member to try it with.',
  })
  ok!: boolean | null;

  @Field(() => String, {
    nullable: true,
    description: 'The `extensions.code` that operations return. Null if it works, or if that is unknown.',
  })
  code!: Check['code'];

  @Field(() => String, {
    nullable: true,
    description: 'What to do, as text for the person in `fixedBy`. Null if there is nothing to do.',
  })
  advice!: string | null;

  @Field(() => ServiceFixer, { nullable: true, description: 'Who can fix it. Null if there is nothing to fix.' })
  fixedBy!: Fixer | null;
}
