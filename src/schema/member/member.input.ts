import { Field, InputType } from 'type-graphql';
import type { MemberFilter, MemberRole as Role, MemberStatus as Status } from '../../gradebook/reads/members';
import { maxUserIds } from '../../gradebook/reads/scores';
import { enumType } from '../enumType';
import { ID } from '../id.scalar';
import { MemberStatus } from './member.type';

const MemberRole = enumType<Role>('MemberRole', 'Role of a member with regard to grades.', {
  LEARNER: 'Members with `isLearner`.',
  STAFF: 'Members with `isStaff`.',
});

@InputType('MemberFilter', {
  description: 'Only members that match every given field. Without `status`, only active members match.',
})
export class MemberFilterInput implements MemberFilter {
  @Field(() => MemberRole, {
    nullable: true,
    description: 'Only learners, or only staff. If absent or null, any role matches.',
  })
  role?: Role | null;

  @Field(() => MemberStatus, {
    nullable: true,
    defaultValue: MemberStatus.ACTIVE,
    description: 'Only members with this status. If null, any status matches.',
  })
  status?: Status | null;

  @Field(() => [ID], {
    nullable: true,
    description: `Only members with these LTI user ids: up to ${maxUserIds}, otherwise \`BAD_USER_INPUT\`. Ids that are not on the roster are ignored.`,
  })
  userIds?: string[] | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'Only members without a score in this line item. Requires the right to read scores, otherwise `FORBIDDEN`. `BAD_USER_INPUT` if this launch has no such line item.',
  })
  withoutScoreIn?: string | null;
}
