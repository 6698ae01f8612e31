import type { Course } from '../lms/course';
import type { LmsName } from '../lms/profile';
import type { MemberRow } from '../lms/members';
import type { LineItemRow, ResultRow } from '../lms/rows';
import { signLtik, serviceKeyOf } from './credentials';

/** A course as tests and demos see it. */
export interface SandboxCourse {
  /** The LTI context id. */
  readonly id: string;
  readonly lms: LmsName;
  /** The link that people launch when nothing else is said. */
  readonly resourceLinkId: string;
  /** Every line item as the LMS shows it, in its order. */
  lineItems(): LineItemRow[];
  /** Every result of a line item as the LMS would list it, in its order. */
  results(lineItemId: string): ResultRow[];
  learnerIds(): string[];
  /** The roster as the tool is shown it, in the LMS's order. */
  members(): MemberRow[];
  /** Adds a member to the roster, or changes one: what is not given stays. Null takes them off it. */
  setMember(userId: string, change: Partial<MemberRow> | null): void;
  addLineItem(partial?: Partial<LineItemRow>): LineItemRow;
  deleteLineItem(lineItemId: string): void;
  /** Puts a deleted line item back in its old place. */
  restoreLineItem(lineItemId: string): void;
  /** Sets a result as a teacher does in the gradebook; null empties the cell. */
  setResult(
    lineItemId: string,
    userId: string,
    result: { score: number | null; maximum?: number; comment?: string } | null,
  ): void;
}

export interface LaunchOptions {
  course?: SandboxCourse;
  /** Whose first course is launched when no course is given. */
  lms?: LmsName;
  userId?: string;
  /** Role URIs; made to fit the user unless told. */
  roles?: string[];
  roleScopeMentor?: string[];
  /** null: a launch without a resource link. */
  resourceLinkId?: string | null;
  grades?: 'available' | 'unavailable';
  /** AGS scopes, as full URLs or by their last part; all four unless told. */
  scopes?: string[];
  /** unavailable: the LMS does not grant names and roles. inactive: the account has not bought the service. */
  roster?: 'available' | 'unavailable' | 'inactive';
  platform?: 'active' | 'inactive';
  /** inactive: the account has not bought the grades service. */
  account?: 'active' | 'inactive';
  expired?: boolean;
  ltiVersion?: '1.3.0' | '1.2.0';
}

export interface SandboxLaunch {
  readonly ltik: string;
  readonly serviceKey: string;
  readonly userId: string;
  readonly course: SandboxCourse;
  /** Ends the life of the ltik. The service key goes on, as LTIAAS's do. */
  expire(): void;
  /** Values of an Authorization header. */
  readonly authorization: {
    /** `Bearer <ltik>`, for a gateway; LTIAAS itself does not take it. */
    readonly bearer: string;
    readonly ltik: string;
    readonly serviceKey: string;
  };
}

/** A launch with everything that LTIAAS remembers of it. */
export class Launch implements SandboxLaunch {
  readonly ltik: string;
  readonly serviceKey: string;
  readonly authorization: SandboxLaunch['authorization'];
  expired: boolean;

  constructor(
    readonly number: number,
    apiKey: string,
    readonly course: Course,
    readonly userId: string,
    readonly roles: readonly string[],
    readonly scopes: readonly string[],
    readonly options: LaunchOptions,
  ) {
    this.expired = options.expired ?? false;
    this.ltik = signLtik({ platform: course.profile.issuer, context: course.id, user: userId, launch: number });
    this.serviceKey = serviceKeyOf(this.ltik);
    this.authorization = {
      bearer: `Bearer ${this.ltik}`,
      ltik: `LTIK-AUTH-V2 ${apiKey}:${this.ltik}`,
      serviceKey: `SERVICE-AUTH-V1 ${apiKey}:${this.serviceKey}`,
    };
  }

  get resourceLinkId(): string | null {
    const { resourceLinkId } = this.options;
    return resourceLinkId === undefined ? this.course.resourceLinkId : resourceLinkId;
  }

  /** LTI 1.1 (which LTIAAS names 1.2.0) has no grade service. */
  get hasGrades(): boolean {
    return this.options.grades !== 'unavailable' && this.options.ltiVersion !== '1.2.0';
  }

  get hasRoster(): boolean {
    return this.options.roster !== 'unavailable' && this.options.ltiVersion !== '1.2.0';
  }

  expire(): void {
    this.expired = true;
  }
}
