import type { LmsName } from './profile';
import type { Paging } from './paging';

/** A row of the roster, as LTIAAS returns it. */
export interface MemberRow {
  userId: string;
  roles: string[];
  status?: 'Active' | 'Inactive' | 'Deleted';
  name?: string;
  givenName?: string;
  familyName?: string;
  middleName?: string;
  email?: string;
  picture?: string;
  lisPersonSourcedId?: string;
  lti11LegacyUserId?: string;
}

/**
 * What the LMS sends about people: everything (`public`), names only, e-mail addresses only, or nothing. `delegated`: everything, but
 * only in the list of a resource link's members (Moodle's "Delegate to teacher").
 */
export const privacyLevels = ['public', 'nameOnly', 'emailOnly', 'anonymous', 'delegated'] as const;
export type Privacy = (typeof privacyLevels)[number];

/** How one LMS serves its roster (Names and Role Provisioning Services 2.0). */
export interface RosterHabits {
  readonly paging: Paging;
  /** Lists only active members. */
  readonly activeOnly: boolean;
  /** After the last of several pages, `next` leads to the first one again. */
  readonly repeatsFirstPage: boolean;
  /** Page links repeat the requested `role`. */
  readonly keepsRole: boolean;
  /** Whether a list with the filter `role` contains a member with these roles. */
  hasRole(asked: string, roles: readonly string[]): boolean;
  /** The LMS rejects requests for a larger roster. */
  readonly maxMembers: number;
  /** Rows have a `status`. */
  readonly sendsStatus: boolean;
  /** Rows have the short names of roles. */
  readonly shortRoles: boolean;
}

const context = 'http://purl.imsglobal.org/vocab/lis/v2/membership#';
const whole: Paging = { defaultSize: null, cap: Infinity, honoursLimit: true, links: 'nextOnly', bookmark: 'count' };

const spec: RosterHabits = {
  paging: { defaultSize: 50, cap: 100, honoursLimit: true, links: 'nextOnly', bookmark: 'row' },
  activeOnly: false,
  repeatsFirstPage: false,
  keepsRole: true,
  hasRole: (asked, roles) => roles.some((role) => role === asked || role === context + asked),
  maxMembers: Infinity,
  sendsStatus: true,
  shortRoles: false,
};

export const rosterHabits: Record<LmsName, RosterHabits> = {
  spec,
  // A single page without `limit`. Only Instructor and Learner are filters, and `next` omits them (mod/lti/service/memberships).
  moodle: {
    ...spec,
    paging: whole,
    activeOnly: true,
    keepsRole: false,
    hasRole: (asked, roles) => !/(^|#)(Instructor|Learner)$/.test(asked) || spec.hasRole(asked, roles),
    shortRoles: true,
  },
  // A short name of a role matches no member (lib/lti/ims/providers/memberships_provider.rb).
  canvas: {
    ...spec,
    paging: { defaultSize: 50, cap: 50, honoursLimit: true, links: 'nextOnly', bookmark: 'page' },
    activeOnly: true,
    hasRole: (asked, roles) => roles.includes(asked),
  },
  blackboard: {
    ...spec,
    paging: { defaultSize: 1000, cap: 1000, honoursLimit: false, links: 'nextOnly', bookmark: 'count' },
    repeatsFirstPage: true,
    sendsStatus: false,
  },
  d2l: { ...spec, paging: { ...whole, honoursLimit: false }, activeOnly: true },
  sakai: { ...spec, paging: whole, activeOnly: true, sendsStatus: false },
  // `above_response_limit` (openedx/xblock-lti-consumer).
  openedx: { ...spec, paging: whole, maxMembers: 1000, sendsStatus: false },
  large: { ...spec, paging: { defaultSize: 100, cap: 100, honoursLimit: true, links: 'nextOnly', bookmark: 'row' } },
};

/** The row as this LMS shows it under a privacy setting. */
export function showMember(row: MemberRow, privacy: Privacy, habits: RosterHabits, asksForLink: boolean): MemberRow {
  const { name, givenName, familyName, middleName, email, picture, lisPersonSourcedId, ...others } = row;
  const showsAll = privacy === 'public' || (privacy === 'delegated' && asksForLink);
  const shown: MemberRow = {
    ...others,
    ...((showsAll || privacy === 'nameOnly') && { name, givenName, familyName, middleName, lisPersonSourcedId }),
    ...((showsAll || privacy === 'emailOnly') && { email }),
    ...(showsAll && { picture }),
    roles: habits.shortRoles ? row.roles.map((role) => role.replace(context, '')) : row.roles,
  };
  if (!habits.sendsStatus && (row.status ?? 'Active') === 'Active') delete shown.status;
  return shown;
}
