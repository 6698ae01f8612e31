import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import type { MemberFilter, MemberRole as Role, MemberStatus as Status } from '../../gradebook/reads/members';
import { maxUserIds } from '../../gradebook/reads/scores';
import { MemberStatus } from './member.type';

const MemberRole = { LEARNER: 'LEARNER', STAFF: 'STAFF' } satisfies { [role in Role]: role };

registerEnumType(MemberRole, {
  name: 'MemberRole',
  description: 'What a member is in the course, as far as grades go.',
  valuesConfig: {
    LEARNER: { description: 'Members with `isLearner`.' },
    STAFF: { description: 'Members with `isStaff`.' },
  },
});

@InputType('MemberFilter', {
  description:
    'Which members to list: those that match every given field. An absent field other than `status` has no effect.',
})
export class MemberFilterInput implements MemberFilter {
  @Field(() => MemberRole, { nullable: true, description: 'Only learners, or only staff. Null: members of any role.' })
  role?: Role | null;

  @Field(() => MemberStatus, {
    nullable: true,
    defaultValue: MemberStatus.ACTIVE,
    description: 'Only members with this status. Null: members of any status.',
  })
  status?: Status | null;

  @Field(() => [ID], {
    nullable: true,
    description: `Only these members: up to ${maxUserIds} LTI user ids, otherwise \`BAD_USER_INPUT\`. Ids that are not on the roster are ignored.`,
  })
  userIds?: string[] | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'Only members without a score in this line item; for callers who may read scores, else `FORBIDDEN`. `BAD_USER_INPUT` if this launch has no such line item.',
  })
  withoutScoreIn?: string | null;
}
