import type { Course } from '../lms/course';
import type { LmsName } from '../lms/profile';
import type { LineItemRow, ResultRow } from '../lms/rows';
import { signLtik, serviceKeyOf } from './credentials';

/** A course, for tests and demos. */
export interface SandboxCourse {
  /** The LTI context id. */
  readonly id: string;
  readonly lms: LmsName;
  /** The link of launches that name no other. */
  readonly resourceLinkId: string;
  /** Every line item as the LMS returns it, in its order. */
  lineItems(): LineItemRow[];
  /** Every result of a line item as the LMS would list it, in its order. */
  results(lineItemId: string): ResultRow[];
  learnerIds(): string[];
  addLineItem(partial?: Partial<LineItemRow>): LineItemRow;
  deleteLineItem(lineItemId: string): void;
  /** Restores a deleted line item at its old position. */
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
  /** Without `course`: launches the first course of this LMS. */
  lms?: LmsName;
  userId?: string;
  /** Role URIs. Default: those that fit the user. */
  roles?: string[];
  roleScopeMentor?: string[];
  /** null: a launch without a resource link. */
  resourceLinkId?: string | null;
  grades?: 'available' | 'unavailable';
  /** AGS scopes, as full URLs or by their last part. Default: all four. */
  scopes?: string[];
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
  /** Expires the ltik. The service key stays valid, as in LTIAAS. */
  expire(): void;
  /** Values of an Authorization header. */
  readonly authorization: {
    /** `Bearer <ltik>`, for a gateway; LTIAAS itself does not accept it. */
    readonly bearer: string;
    readonly ltik: string;
    readonly serviceKey: string;
  };
}

/** A launch with everything that LTIAAS stores about it. */
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

  /** LTI 1.1 (which LTIAAS calls 1.2.0) has no grade service. */
  get hasGrades(): boolean {
    return this.options.grades !== 'unavailable' && this.options.ltiVersion !== '1.2.0';
  }

  expire(): void {
    this.expired = true;
  }
}
