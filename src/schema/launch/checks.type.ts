import { Field, ObjectType, registerEnumType } from 'type-graphql';
import type { CheckName, Fixer, ServiceCheck as Check } from '../../gradebook/reads/checks';

const ServiceCheckName = {
  LAUNCH: 'LAUNCH',
  GRADES_SERVICE: 'GRADES_SERVICE',
  READ_LINE_ITEMS: 'READ_LINE_ITEMS',
  MANAGE_LINE_ITEMS: 'MANAGE_LINE_ITEMS',
  READ_SCORES: 'READ_SCORES',
  SUBMIT_SCORES: 'SUBMIT_SCORES',
  ROSTER: 'ROSTER',
  MEMBER_NAMES: 'MEMBER_NAMES',
} satisfies { [name in CheckName]: name };

registerEnumType(ServiceCheckName, {
  name: 'ServiceCheckName',
  description: 'What a check tries.',
  valuesConfig: {
    LAUNCH: { description: 'Whether LTIAAS still knows the launch.' },
    GRADES_SERVICE: { description: 'Whether the LMS and the LTIAAS account offer the grades service.' },
    READ_LINE_ITEMS: { description: 'Whether line items can be read.' },
    MANAGE_LINE_ITEMS: { description: 'Whether the LMS grants the scope to create, change and delete line items.' },
    READ_SCORES: { description: 'Whether the scores of a line item can be read.' },
    SUBMIT_SCORES: { description: 'Whether the LMS grants the scope to submit scores.' },
    ROSTER: { description: 'Whether the members of the course can be read.' },
    MEMBER_NAMES: { description: 'Whether the LMS shows the names of members.' },
  },
});

const ServiceFixer = {
  LMS_ADMINISTRATOR: 'LMS_ADMINISTRATOR',
  LTIAAS_ACCOUNT: 'LTIAAS_ACCOUNT',
  COURSE_STAFF: 'COURSE_STAFF',
  NOBODY: 'NOBODY',
} satisfies { [fixer in Fixer]: fixer };

registerEnumType(ServiceFixer, {
  name: 'ServiceFixer',
  description: 'Who can fix a service that does not work.',
  valuesConfig: {
    LMS_ADMINISTRATOR: { description: 'An administrator of the LMS, in the registration of the tool.' },
    LTIAAS_ACCOUNT: { description: 'The owner of the LTIAAS account.' },
    COURSE_STAFF: { description: 'The staff of the course.' },
    NOBODY: { description: 'No action is required: try again later.' },
  },
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
