import type { LtiaasClient } from './client';
import { endpoints } from './endpoints';
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
  context: { id: string; label: string | null; title: string | null; types: string[] } | null;
  resourceLink: { id: string; title: string | null; description: string | null } | null;
  platform: {
    id: string;
    url: string | null;
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
  return {
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
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

function readTexts(value: unknown): string[] | null {
  return Array.isArray(value) ? value.map(readText).filter((text) => text !== null) : null;
}
