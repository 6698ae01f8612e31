import type { LmsName } from './profile';
import type { Paging } from './paging';

/** A row of the roster, as LTIAAS shows it. */
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
 * What the LMS tells the tool about people: everything (`public`), names only, e-mail addresses only, or nothing. `delegated`: names,
 * but only to whoever asks for the members of a resource link (Moodle's "Delegate to teacher").
 */
export const privacyLevels = ['public', 'nameOnly', 'emailOnly', 'anonymous', 'delegated'] as const;
export type Privacy = (typeof privacyLevels)[number];

/** How one LMS serves its roster (Names and Role Provisioning Services 2.0). */
export interface RosterHabits {
  readonly paging: Paging;
  /** Leaves out members who are not active. */
  readonly activeOnly: boolean;
  /** After the last of several pages, `next` leads to the first one again. */
  readonly repeatsFirstPage: boolean;
  /** Page links repeat the `role` that was asked for. */
  readonly keepsRole: boolean;
  /** Whether a member with these roles is listed where `role` is asked for. */
  hasRole(asked: string, roles: readonly string[]): boolean;
  /** A larger roster is refused. */
  readonly maxMembers: number;
  /** Rows have a `status`. */
  readonly sendsStatus: boolean;
  /** Roles have their short names. */
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
  // Whole without a limit. Only Instructor and Learner are filters, and `next` loses them (mod/lti/service/memberships).
  moodle: {
    ...spec,
    paging: whole,
    activeOnly: true,
    keepsRole: false,
    hasRole: (asked, roles) => !/(^|#)(Instructor|Learner)$/.test(asked) || spec.hasRole(asked, roles),
    shortRoles: true,
  },
  // A short role is nobody's (lib/lti/ims/providers/memberships_provider.rb).
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
