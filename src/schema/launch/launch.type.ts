import { Field, Int, ObjectType } from 'type-graphql';
import { ID } from '../id.scalar';
import { ServiceCheck } from './checks.type';
import { LineItemType } from '../lineItem/lineItem.type';

@ObjectType({ simpleResolvers: true, description: 'The user who launched the tool.' })
export class LaunchUser {
  @Field(() => ID, {
    description:
      'LTI user id, unique only within the platform. To store data about users, use `platform.id` and this id together as the key.',
  })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Full name. Null if the LMS keeps it private.' })
  name!: string | null;

  @Field(() => String, { nullable: true, description: 'Given name. Null if the LMS keeps it private.' })
  givenName!: string | null;

  @Field(() => String, { nullable: true, description: 'Family name. Null if the LMS keeps it private.' })
  familyName!: string | null;

  @Field(() => String, { nullable: true, description: 'E-mail address. Null if the LMS keeps it private.' })
  email!: string | null;

  @Field(() => [String], {
    description: 'Role URIs as the LMS sends them. Use `permissions` to decide which actions to offer.',
  })
  roles!: string[];
}

@ObjectType({
  simpleResolvers: true,
  description: 'Permissions of the caller in this launch, so that a front end can offer only allowed actions.',
})
export class LaunchPermissions {
  @Field(() => Boolean, {
    description:
      'Whether the caller may create, update and delete line items. False if the launch has no grades service.',
  })
  manageLineItems!: boolean;

  @Field(() => Boolean, {
    description:
      "Whether the caller may read the scores of all users. If false, the caller may read at most their own and their mentees' scores. Also false if the launch has no grades service.",
  })
  readAllScores!: boolean;

  @Field(() => Boolean, {
    description: 'Whether the caller may submit and clear scores. False if the launch has no grades service.',
  })
  gradeLearners!: boolean;

  @Field(() => Boolean, {
    description:
      'Whether the caller may list all members of the course, with or without the grades service. False if the launch has no roster service.',
  })
  readMembers!: boolean;
}

@ObjectType({ simpleResolvers: true, description: 'The course.' })
export class LaunchContext {
  @Field(() => ID, { description: 'Course id, unique within the platform.' })
  id!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Short name of the course. Null if the LMS does not provide it.',
  })
  label!: string | null;

  @Field(() => String, { nullable: true, description: 'Full name of the course. Null if the LMS does not provide it.' })
  title!: string | null;

  @Field(() => [String], { description: 'Type URIs of the course, such as the URI for a course section.' })
  types!: string[];
}

@ObjectType({ simpleResolvers: true, description: 'The activity in the course from which the user launched the tool.' })
export class LaunchResourceLink {
  @Field(() => ID, { description: 'Resource link id, the same as in `LineItem.resourceLinkId`.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Name of the activity. Null if the LMS does not provide it.' })
  title!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Description of the activity. Null if the LMS does not provide it.',
  })
  description!: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'The LMS that launched the tool.' })
export class LaunchPlatform {
  @Field(() => ID, { description: 'Id of the platform in LTIAAS.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'URL of the platform. Null if LTIAAS does not provide it.' })
  url!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Id of the tool's deployment in this LMS, which administrators of the LMS can look up. Null if the LMS does not send it, and for LTI 1.1.",
  })
  deploymentId!: string | null;

  @Field(() => String, { nullable: true, description: 'Name of the platform. Null if the LMS does not provide it.' })
  name!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Kind of LMS, such as `moodle` or `canvas`. Free text: use it only as a hint. Null if the LMS does not provide it.',
  })
  productFamilyCode!: string | null;

  @Field(() => String, { nullable: true, description: 'Version of the LMS. Null if the LMS does not provide it.' })
  version!: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'LMS services that are available to the tool in this launch.' })
export class LaunchServices {
  @Field(() => Boolean, {
    description:
      'Whether line items and scores are available. If false, reading or writing them returns the error `SERVICE_NOT_AVAILABLE`.',
  })
  gradesAvailable!: boolean;

  @Field(() => Boolean, {
    description:
      'Whether the LMS offers the list of course members. If false, `members` returns the error `SERVICE_NOT_AVAILABLE`.',
  })
  rosterAvailable!: boolean;

  @Field(() => Boolean, { description: 'Whether this is a deep linking launch, in which the user selects content.' })
  deepLinkingAvailable!: boolean;

  @Field(() => [String], {
    nullable: true,
    description: 'AGS scopes that the LMS grants to the tool. Null if the LMS does not list them.',
  })
  gradesScopes!: string[] | null;
}

@ObjectType({
  simpleResolvers: true,
  description: 'How the LMS shows the tool. A field is null if the LMS does not send it.',
})
export class LaunchPresentation {
  @Field(() => String, { nullable: true, description: "The user's language, such as `en-US`." })
  locale!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'URL to open when the user leaves the tool. Check it before you open it.',
  })
  returnUrl!: string | null;

  @Field(() => String, { nullable: true, description: 'Where the LMS shows the tool: `iframe`, `frame` or `window`.' })
  documentTarget!: string | null;

  @Field(() => Int, { nullable: true, description: 'Width of the frame or window, in pixels.' })
  width!: number | null;

  @Field(() => Int, { nullable: true, description: 'Height of the frame or window, in pixels.' })
  height!: number | null;
}

@ObjectType({ simpleResolvers: true, description: 'A custom parameter of the launch, as set up in the LMS.' })
export class LaunchParameter {
  @Field(() => String, { description: 'Name of the parameter. Unique within the launch.' })
  name!: string;

  @Field(() => String, {
    description: 'Value of the parameter. Numbers and Booleans are text, such as `12` and `true`.',
  })
  value!: string;
}

@ObjectType({
  simpleResolvers: true,
  description: 'The current LTI launch, read from its id token: user, course, platform and services.',
})
export class Launch {
  @Field(() => String, {
    nullable: true,
    description:
      'Message type: `LtiResourceLinkRequest`, `LtiDeepLinkingRequest`, or `basic-lti-launch-request` for LTI 1.1. Null if LTIAAS does not send it.',
  })
  type!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'URL of the tool that was launched. Null if LTIAAS does not send it.',
  })
  targetUrl!: string | null;

  @Field(() => LaunchUser, { description: 'The user who launched the tool.' })
  user!: LaunchUser;

  @Field(() => LaunchPermissions, { description: 'Permissions of the caller in this launch.' })
  permissions!: LaunchPermissions;

  @Field(() => LaunchContext, {
    nullable: true,
    description: 'The course. Null if the tool was launched outside a course.',
  })
  context!: LaunchContext | null;

  @Field(() => LaunchResourceLink, {
    nullable: true,
    description: 'The activity. Null for a deep linking launch, in which the user selects content.',
  })
  resourceLink!: LaunchResourceLink | null;

  @Field(() => LaunchPlatform, { description: 'The LMS that launched the tool.' })
  platform!: LaunchPlatform;

  @Field(() => LaunchServices, { description: 'LMS services that are available in this launch.' })
  services!: LaunchServices;

  @Field(() => LaunchPresentation, { description: 'How the LMS shows the tool.' })
  presentation!: LaunchPresentation;

  @Field(() => [LaunchParameter], {
    description: 'Custom parameters of this launch. Parameters that are null, an object or a list are omitted.',
  })
  custom!: LaunchParameter[];

  @Field(() => [ServiceCheck], {
    simple: false,
    nullable: true,
    description:
      'Shows what works in this launch and who can fix what does not, using reads only. For staff and back ends, otherwise `FORBIDDEN`. Costs up to four calls and the roster.',
  })
  checks!: ServiceCheck[] | null;

  @Field(() => LineItemType, {
    simple: false,
    nullable: true,
    description: 'The line item bound to this launch. Null if no line item is bound, or more than one.',
  })
  lineItem!: object | null;
}
