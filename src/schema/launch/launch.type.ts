import { Field, ID, Int, ObjectType } from 'type-graphql';
import { ServiceCheck } from './checks.type';
import { LineItemType } from '../lineItem/lineItem.type';

@ObjectType({ simpleResolvers: true, description: 'Who launched the tool.' })
export class LaunchUser {
  @Field(() => ID, {
    description: 'The LTI user id. Unique within the platform only: key what you store by `platform.id` and this.',
  })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Full name. Null where the LMS keeps it private.' })
  name!: string | null;

  @Field(() => String, { nullable: true, description: 'Given name. Null where the LMS keeps it private.' })
  givenName!: string | null;

  @Field(() => String, { nullable: true, description: 'Family name. Null where the LMS keeps it private.' })
  familyName!: string | null;

  @Field(() => String, { nullable: true, description: 'E-mail address. Null where the LMS keeps it private.' })
  email!: string | null;

  @Field(() => [String], {
    description: 'Role URIs as the LMS sends them. To decide what to offer, use `permissions`.',
  })
  roles!: string[];
}

@ObjectType({
  simpleResolvers: true,
  description:
    'What this caller may do here, for a front end to know what to offer. False wherever the launch has no grades service.',
})
export class LaunchPermissions {
  @Field(() => Boolean, { description: 'May create, update and delete line items.' })
  manageLineItems!: boolean;

  @Field(() => Boolean, {
    description: 'May read the scores of everybody. False: at most their own, or those of their mentees.',
  })
  readAllScores!: boolean;

  @Field(() => Boolean, { description: 'May submit and clear scores.' })
  gradeLearners!: boolean;

  @Field(() => Boolean, {
    description:
      'May list all members of the course. It does not depend on the grades service. False if the launch has no roster service.',
  })
  readMembers!: boolean;
}

@ObjectType({ simpleResolvers: true, description: 'The course.' })
export class LaunchContext {
  @Field(() => ID, { description: 'The course id within the platform.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Short name. Null where the LMS gives none.' })
  label!: string | null;

  @Field(() => String, { nullable: true, description: 'Full name. Null where the LMS gives none.' })
  title!: string | null;

  @Field(() => [String], { description: 'Type URIs, such as that of a course section.' })
  types!: string[];
}

@ObjectType({ simpleResolvers: true, description: 'The activity in the course from which the tool was launched.' })
export class LaunchResourceLink {
  @Field(() => ID, { description: 'The link id, as `LineItem.resourceLinkId` has it.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Name of the activity. Null where the LMS gives none.' })
  title!: string | null;

  @Field(() => String, { nullable: true, description: 'Description of the activity. Null where the LMS gives none.' })
  description!: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'The LMS.' })
export class LaunchPlatform {
  @Field(() => ID, { description: "LTIAAS's id of the platform." })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Its address. Null where LTIAAS gives none.' })
  url!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The id of the tool's deployment in this LMS, by which its administrators know the tool. Null: LTI 1.1, or not sent.",
  })
  deploymentId!: string | null;

  @Field(() => String, { nullable: true, description: 'Its name. Null where the LMS gives none.' })
  name!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What kind of LMS it is, such as `moodle` or `canvas`; free text, a hint only.',
  })
  productFamilyCode!: string | null;

  @Field(() => String, { nullable: true, description: "The LMS's version. Null where it gives none." })
  version!: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'What the LMS offers the tool in this launch.' })
export class LaunchServices {
  @Field(() => Boolean, {
    description: 'Line items and scores. False: every other field of this schema is `SERVICE_NOT_AVAILABLE`.',
  })
  gradesAvailable!: boolean;

  @Field(() => Boolean, { description: 'The list of course members, which LTIAAS serves to back ends.' })
  rosterAvailable!: boolean;

  @Field(() => Boolean, { description: 'Whether the tool was launched to pick content.' })
  deepLinkingAvailable!: boolean;

  @Field(() => [String], {
    nullable: true,
    description: 'The AGS scopes that the LMS grants. Null where it does not list them.',
  })
  gradesScopes!: string[] | null;
}

@ObjectType({ simpleResolvers: true, description: 'How the LMS shows the tool. Null: the LMS does not say.' })
export class LaunchPresentation {
  @Field(() => String, { nullable: true, description: "The user's language, such as `en-US`." })
  locale!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Where to send the user when they leave the tool. Check the address before you open it.',
  })
  returnUrl!: string | null;

  @Field(() => String, { nullable: true, description: 'Where the tool is shown: `iframe`, `frame` or `window`.' })
  documentTarget!: string | null;

  @Field(() => Int, { nullable: true, description: 'Width of that place, in pixels.' })
  width!: number | null;

  @Field(() => Int, { nullable: true, description: 'Height of that place, in pixels.' })
  height!: number | null;
}

@ObjectType({ simpleResolvers: true, description: 'A custom parameter of the launch, as set up in the LMS.' })
export class LaunchParameter {
  @Field(() => String, { description: 'Name of the parameter. Unique within the launch.' })
  name!: string;

  @Field(() => String, { description: 'Its value; numbers and Booleans as text, such as `12` and `true`.' })
  value!: string;
}

@ObjectType({
  simpleResolvers: true,
  description: 'Who is here, from where, and with which services: the id token of this launch.',
})
export class Launch {
  @Field(() => String, {
    nullable: true,
    description:
      'The kind of message: `LtiResourceLinkRequest`, `LtiDeepLinkingRequest`, or `basic-lti-launch-request` of LTI 1.1. Null: not sent.',
  })
  type!: string | null;

  @Field(() => String, { nullable: true, description: 'The URL of the tool that was launched. Null: not sent.' })
  targetUrl!: string | null;

  @Field(() => LaunchUser, { description: 'Who launched the tool.' })
  user!: LaunchUser;

  @Field(() => LaunchPermissions, { description: 'What this caller may do here.' })
  permissions!: LaunchPermissions;

  @Field(() => LaunchContext, { nullable: true, description: 'The course. Null for a launch from outside any.' })
  context!: LaunchContext | null;

  @Field(() => LaunchResourceLink, {
    nullable: true,
    description: 'The activity. Null for a launch that picks content.',
  })
  resourceLink!: LaunchResourceLink | null;

  @Field(() => LaunchPlatform, { description: 'The LMS.' })
  platform!: LaunchPlatform;

  @Field(() => LaunchServices, { description: 'What the LMS offers here.' })
  services!: LaunchServices;

  @Field(() => LaunchPresentation, { description: 'How the LMS shows the tool.' })
  presentation!: LaunchPresentation;

  @Field(() => [LaunchParameter], {
    description: 'The custom parameters of this launch. Parameters that are null, an object or a list are left out.',
  })
  custom!: LaunchParameter[];

  @Field(() => [ServiceCheck], {
    simple: false,
    nullable: true,
    description:
      'What works in this launch, tried by reads, and who can fix what does not; for staff and back ends, else `FORBIDDEN`. Answers why a gradebook is empty. Costs up to four calls and the roster.',
  })
  checks!: ServiceCheck[] | null;

  @Field(() => LineItemType, {
    simple: false,
    nullable: true,
    description: 'The line item bound to this launch. Null where there is none, or more than one.',
  })
  lineItem!: object | null;
}
