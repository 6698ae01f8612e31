import type { Course } from '../lms/course';
import type { LmsName } from '../lms/profile';
import { signLtik, serviceKeyOf } from './credentials';

export interface LaunchOptions {
  course?: Course;
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
  /** unavailable: the LMS does not grant names and roles. inactive: the account has not bought the service. */
  roster?: 'available' | 'unavailable' | 'inactive';
  platform?: 'active' | 'inactive';
  /** inactive: the account has not bought the grades service. */
  account?: 'active' | 'inactive';
  expired?: boolean;
  ltiVersion?: '1.3.0' | '1.2.0';
}

/** The parts of a launch that tests and demos use. */
export type SandboxLaunch = Pick<Launch, 'ltik' | 'serviceKey' | 'userId' | 'course' | 'authorization' | 'expire'>;

/** A launch with everything that LTIAAS stores about it. */
export class Launch {
  readonly ltik: string;
  readonly serviceKey: string;
  /** Values of an Authorization header. `bearer` is for a gateway; LTIAAS itself does not accept it. */
  readonly authorization: { readonly bearer: string; readonly ltik: string; readonly serviceKey: string };
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

  get hasRoster(): boolean {
    return this.options.roster !== 'unavailable' && this.options.ltiVersion !== '1.2.0';
  }

  /** Expires the ltik. The service key stays valid, as in LTIAAS. */
  expire(): void {
    this.expired = true;
  }
}
