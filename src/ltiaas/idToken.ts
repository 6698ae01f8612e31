import type { LtiaasClient } from './client';
import { endpoints } from './endpoints';
import { LongNumber } from './json';
import { idOf, type Json, readObject, readRequiredId, readText } from './read';

/** The launch: its user, course, platform and services. */
export interface IdToken {
  user: {
    id: string;
    name: string | null;
    givenName: string | null;
    familyName: string | null;
    email: string | null;
    roles: string[];
    /** The mentees of a Mentor. */
    roleScopeMentor: string[];
  };
  /** What kind of message launched the tool, such as `LtiResourceLinkRequest`. */
  type: string | null;
  /** The tool's URL that was launched. */
  targetUrl: string | null;
  /** How the LMS shows the tool; the sizes in pixels. */
  presentation: {
    locale: string | null;
    returnUrl: string | null;
    documentTarget: string | null;
    width: number | null;
    height: number | null;
  };
  /** The custom parameters that have a text, a number or a Boolean as their value. */
  custom: { name: string; value: string }[];
  context: { id: string; label: string | null; title: string | null; types: string[] } | null;
  resourceLink: { id: string; title: string | null; description: string | null } | null;
  platform: {
    id: string;
    url: string | null;
    deploymentId: string | null;
    name: string | null;
    productFamilyCode: string | null;
    version: string | null;
  };
  services: {
    gradesAvailable: boolean;
    rosterAvailable: boolean;
    deepLinkingAvailable: boolean;
    /** Null if the LMS does not list them. */
    gradesScopes: string[] | null;
    /** The line item bound to the launch, if there is exactly one. */
    lineItemId: string | null;
  };
}

/** `GET /api/idtoken`: works with an ltik only. Throws `LtiaasError`. */
export async function getIdToken(client: LtiaasClient): Promise<IdToken> {
  return readIdToken(readObject(await client.get(endpoints.getIdToken, '/api/idtoken'), 'an id token'));
}

function readIdToken(token: Json): IdToken {
  const user = readObject(token.user, 'an id token with a user');
  const platform = readPart(token.platform);
  const launch = readPart(token.launch);
  const services = readPart(token.services);
  const grades = readPart(services.assignmentAndGrades);
  const context = readPart(launch.context);
  const resourceLink = readPart(launch.resourceLink);
  // A part without a certain id is left out. A wrong id could show one user another's data; an error would block the launch.
  const contextId = idOf(context.id);
  const resourceLinkId = idOf(resourceLink.id);
  // LTIAAS's reference spells `document_target` as LTI does, and its neighbours in camel case.
  const presentation = readPart(launch.presentation);
  return {
    type: readText(launch.type),
    targetUrl: readText(launch.target) ?? readText(launch.targetUrl),
    presentation: {
      locale: readText(presentation.locale),
      returnUrl: readText(presentation.returnUrl) ?? readText(presentation.return_url),
      documentTarget: readText(presentation.documentTarget) ?? readText(presentation.document_target),
      width: readPixels(presentation.width),
      height: readPixels(presentation.height),
    },
    custom: readParameters(readPart(launch.custom)),
    user: {
      id: readRequiredId(user.id, 'user.id', 'an id token without a user id'),
      name: readText(user.name),
      givenName: readText(user.givenName),
      familyName: readText(user.familyName),
      email: readText(user.email),
      roles: readTexts(user.roles) ?? [],
      roleScopeMentor: Array.isArray(user.roleScopeMentor)
        ? user.roleScopeMentor.map(idOf).filter((id) => id !== null)
        : [],
    },
    context:
      contextId === null
        ? null
        : {
            id: contextId,
            label: readText(context.label),
            title: readText(context.title),
            types: readTexts(context.type) ?? readTexts(context.types) ?? [],
          },
    resourceLink:
      resourceLinkId === null
        ? null
        : { id: resourceLinkId, title: readText(resourceLink.title), description: readText(resourceLink.description) },
    platform: {
      id: idOf(platform.id) ?? readText(platform.url) ?? '',
      url: readText(platform.url),
      deploymentId: readText(platform.deploymentId),
      name: readText(platform.name),
      productFamilyCode: readText(platform.productFamilyCode),
      version: readText(platform.version),
    },
    services: {
      gradesAvailable: grades.available === true,
      rosterAvailable: readPart(services.namesAndRoles).available === true,
      deepLinkingAvailable: readPart(services.deepLinking).available === true,
      gradesScopes: readTexts(grades.scopes),
      lineItemId: idOf(grades.lineItemId),
    },
  };
}

/** An optional part: empty if it is not an object. */
function readPart(value: unknown): Json {
  const isPart = typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof LongNumber);
  return isPart ? (value as Json) : {};
}

/** A whole number of pixels; null if it is none that GraphQL's Int holds. */
function readPixels(value: unknown): number | null {
  const text = readText(value)?.trim() ?? '';
  return /^\d+$/.test(text) && Number(text) < 2 ** 31 ? Number(text) : null;
}

/** LTI sends custom parameters as texts; LTIAAS may pass on numbers and Booleans. Anything else has no text of its own. */
function readParameters(custom: Json): IdToken['custom'] {
  return Object.entries(custom).flatMap(([name, value]) => {
    if (typeof value === 'boolean') return [{ name, value: String(value) }];
    const text = value === '' ? '' : readText(value);
    return text === null ? [] : [{ name, value: text }];
  });
}

function readTexts(value: unknown): string[] | null {
  return Array.isArray(value) ? value.map(readText).filter((text) => text !== null) : null;
}
