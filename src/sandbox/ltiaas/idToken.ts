import { uuid } from '../lms/uuid';
import { personOf } from '../seed/people';
import type { Launch } from './launch';

/** The id token of a launch, in LTIAAS's form (docs.ltiaas.com/guides/api/idtoken). */
export function idTokenOf(launch: Launch): Record<string, unknown> {
  return {
    ltiVersion: launch.options.ltiVersion ?? '1.3.0',
    user: userOf(launch),
    platform: platformOf(launch),
    launch: launchOf(launch),
    services: servicesOf(launch),
  };
}

function userOf(launch: Launch): Record<string, unknown> {
  const { roleScopeMentor } = launch.options;
  const person = launch.course.personOf(launch.userId);
  const names = person === undefined ? undefined : personOf(person);
  return {
    id: launch.userId,
    ...(names && { ...names, name: `${names.givenName} ${names.familyName}` }),
    roles: launch.roles,
    ...(roleScopeMentor && { roleScopeMentor }),
  };
}

function platformOf({ course: { profile }, options }: Launch): Record<string, unknown> {
  return {
    id: uuid(`platform ${profile.name}`).replaceAll('-', ''),
    url: profile.issuer,
    ...(options.ltiVersion === '1.2.0'
      ? { consumerKey: `sandbox-${profile.name}` }
      : { clientId: uuid(`client ${profile.name}`), deploymentId: '1' }),
    name: profile.platformName,
    productFamilyCode: profile.productFamilyCode,
    version: profile.version,
  };
}

function launchOf({ course, resourceLinkId, options }: Launch): Record<string, unknown> {
  const basic = options.ltiVersion === '1.2.0' ? 'basic-lti-launch-request' : 'LtiResourceLinkRequest';
  return {
    // Only deep linking launches have no resource link.
    type: resourceLinkId === null ? 'LtiDeepLinkingRequest' : basic,
    target: 'https://tool.example.com/launch',
    context: {
      id: course.id,
      label: course.seed.label,
      title: course.seed.title,
      type: ['http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering'],
    },
    ...(resourceLinkId !== null && {
      resourceLink: { id: resourceLinkId, title: 'Reading the microscope', description: 'First activity of the term' },
    }),
    presentation: { locale: 'en-US', documentTarget: 'iframe' },
    custom: { activity: 'activity-1' },
  };
}

function servicesOf(launch: Launch): Record<string, unknown> {
  const lti11 = launch.options.ltiVersion === '1.2.0';
  const lineItemId = lineItemIdOf(launch);
  return {
    assignmentAndGrades: launch.hasGrades
      ? { available: true, scopes: launch.scopes, ...(lineItemId !== undefined && { lineItemId }) }
      : { available: false },
    namesAndRoles: { available: !lti11 },
    deepLinking: { available: launch.resourceLinkId === null && !lti11 },
    ...(lti11
      ? { outcomes: { available: true }, legacyServiceKey: launch.serviceKey }
      : { serviceKey: launch.serviceKey }),
  };
}

/** AGS 2.0, endpoint claim: only when exactly one line item belongs to the launched link. */
function lineItemIdOf({ course, resourceLinkId }: Launch): string | undefined {
  if (resourceLinkId === null) return undefined;
  const [first, second] = course.items().filter(({ row }) => row.resourceLinkId === resourceLinkId);
  // Open edX sends the first even if there are several (openedx/xblock-lti-consumer).
  return second && course.lms !== 'openedx' ? undefined : first?.id;
}
