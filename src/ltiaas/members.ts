import type { LtiaasClient } from './client';
import { endpoints } from './endpoints';
import { LtiaasError } from './errors';
import { BadRow, type Page, readPage, type Row } from './page';
import { type Json, readRequiredId, readText } from './read';

export type MemberStatus = 'ACTIVE' | 'INACTIVE' | 'DELETED';

/** A member of the course on the roster (Names and Role Provisioning Services 2.0, section 2.2). */
export interface Member {
  readonly id: string;
  /** Null if the LMS keeps it private. The same holds for the other names, the e-mail address and the picture. */
  readonly name: string | null;
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly middleName: string | null;
  readonly email: string | null;
  readonly picture: string | null;
  /** The school's own number for this person. */
  readonly sourcedId: string | null;
  /** Whole URIs, or short names of context roles. */
  readonly roles: readonly string[];
  readonly status: MemberStatus;
}

const statuses = new Map<string, MemberStatus>([
  ['active', 'ACTIVE'],
  ['inactive', 'INACTIVE'],
  ['deleted', 'DELETED'],
]);
/** The most active status comes first: it applies if a person has several rows. */
const rank: readonly MemberStatus[] = ['ACTIVE', 'INACTIVE', 'DELETED'];

/** LTIAAS's reference uses camel case. Older pages of its guide use underscores, as the LMS does. */
function readMember(json: Json): Member {
  return {
    id: readRequiredId(json.userId ?? json.user_id, 'userId', 'a member without a userId'),
    name: readText(json.name),
    givenName: readText(json.givenName ?? json.given_name),
    familyName: readText(json.familyName ?? json.family_name),
    middleName: readText(json.middleName ?? json.middle_name),
    email: readText(json.email),
    picture: readText(json.picture),
    sourcedId: readText(json.lisPersonSourcedId ?? json.lis_person_sourcedid),
    roles: Array.isArray(json.roles) ? json.roles.filter((role) => typeof role === 'string' && role !== '') : [],
    status: readStatus(json.status),
  };
}

/** A missing status means active (section 2.3). An unknown status can mean that this person is not active. */
function readStatus(value: unknown): MemberStatus {
  if (value === undefined || value === null || value === '') return 'ACTIVE';
  const status = typeof value === 'string' ? statuses.get(value.trim().toLowerCase()) : undefined;
  if (status === undefined) throw new LtiaasError('badAnswer', 'The LMS sent a member with an unknown status.');
  return status;
}

const maxPages = 2000;
/** The maximum number of rows of one roster in memory. */
const maxRows = 100_000;

/**
 * Reads all pages of `GET /api/memberships`, following `next`. Sends none of its filters:
 * - `role`: Canvas returns no members for a short name, and Moodle omits it from its page links
 * - `limit`: it turns on paging in Moodle
 * - `resourceLinkId`: LTIAAS may read it as the launch's own link
 *
 * Throws `LtiaasError`.
 */
export async function readRoster(client: LtiaasClient): Promise<Row<Member>[]> {
  const members = new Map<string, Member>();
  // In the LMS's order. A person with several rows is at the place of the first one.
  const rows: (string | BadRow)[] = [];
  const seen = new Set<string>();
  for (let page = await listMembers(client); ; page = await listMembers(client, page.next)) {
    const before = { members: members.size, rows: rows.length };
    let hasReadable = false;
    for (const row of page.items) {
      if (row instanceof BadRow) {
        // Drops its JSON, which may be large.
        rows.push(new BadRow(row.message, undefined));
        continue;
      }
      hasReadable = true;
      const known = members.get(row.id);
      if (known === undefined) rows.push(row.id);
      members.set(row.id, known === undefined ? row : merge(known, row));
    }
    if (hasReadable && members.size === before.members) {
      // Blackboard links from its last page to an earlier one. Its unreadable rows have been counted before.
      rows.length = before.rows;
      break;
    }
    if (page.next === undefined || seen.has(page.next)) break;
    if (seen.size >= maxPages || rows.length > maxRows) {
      throw new LtiaasError('badAnswer', `The roster has more than ${maxPages} pages or ${maxRows} rows.`);
    }
    seen.add(page.next);
  }
  return rows.map((row) => (row instanceof BadRow ? row : members.get(row)!));
}

async function listMembers(client: LtiaasClient, url?: string): Promise<Page<Member>> {
  const answer = await client.get(endpoints.listMembers, '/api/memberships', { url });
  const page = readPage(answer, ['members'], readMember);
  client.use.rows += page.items.length;
  return page;
}

/** Merges two rows of one person, such as one per enrolment. */
function merge(first: Member, second: Member): Member {
  return {
    id: first.id,
    name: first.name ?? second.name,
    givenName: first.givenName ?? second.givenName,
    familyName: first.familyName ?? second.familyName,
    middleName: first.middleName ?? second.middleName,
    email: first.email ?? second.email,
    picture: first.picture ?? second.picture,
    sourcedId: first.sourcedId ?? second.sourcedId,
    roles: [...new Set([...first.roles, ...second.roles])],
    status: rank[Math.min(rank.indexOf(first.status), rank.indexOf(second.status))]!,
  };
}
