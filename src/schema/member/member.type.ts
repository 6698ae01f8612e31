import { Field, ObjectType } from 'type-graphql';
import type { MemberStatus as Status } from '../../gradebook/reads/members';
import { connectionType } from '../../relay/connection.type';
import { enumType } from '../enumType';
import { ID } from '../id.scalar';

export const MemberStatus = enumType<Status>('MemberStatus', 'Whether a person takes part in the course.', {
  ACTIVE: 'Takes part in the course. Also used if the LMS does not send a status.',
  INACTIVE: 'Suspended. Canvas, Moodle and Sakai do not list such members.',
  DELETED: 'Has left the course.',
});

@ObjectType('Member', {
  simpleResolvers: true,
  description:
    "A person on the course's roster. Names, e-mail address and picture are null if the LMS keeps them private.",
})
export class MemberType {
  @Field(() => ID, { description: 'LTI user id within this LMS, as in `Score.userId` and `LaunchUser.id`.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Full name. Null if the LMS keeps it private.' })
  name!: string | null;

  @Field(() => String, { nullable: true, description: 'Given name. Null if the LMS keeps it private.' })
  givenName!: string | null;

  @Field(() => String, { nullable: true, description: 'Family name. Null if the LMS keeps it private.' })
  familyName!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Middle name. Null if there is none, or the LMS keeps it private.',
  })
  middleName!: string | null;

  @Field(() => String, { nullable: true, description: 'E-mail address. Null if the LMS keeps it private.' })
  email!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'URL of a picture. Null if there is none, or the LMS keeps it private.',
  })
  picture!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The school's own number for this person. Null if the LMS does not send it.",
  })
  sourcedId!: string | null;

  @Field(() => [String], {
    description:
      'Roles as the LMS sends them: URIs or short names. Use `isLearner` and `isStaff` to distinguish learners from staff.',
  })
  roles!: string[];

  @Field(() => Boolean, {
    description: 'Whether the person has the role Learner or one of its sub-roles, and is not staff.',
  })
  isLearner!: boolean;

  @Field(() => Boolean, { description: 'Whether the person has a role that can read and grade all scores.' })
  isStaff!: boolean;

  @Field(() => MemberStatus, { description: 'Whether this person takes part in the course.' })
  status!: Status;
}

export const MemberConnection = connectionType(MemberType, 'Member', 'members of the course');
