import type { RememberedLaunch } from '../launches/rememberedLaunch';

/**
 * Whether the LMS is Moodle, by the family it names or by the shape of its ids (mod/lti/service/gradebookservices). To a
 * `limit` it answers with page links that LTIAAS cannot read, and on scores even with a fatal error; without, with everything.
 */
export function isMoodle(launch: RememberedLaunch, lineItemId: string | undefined): boolean {
  return isOf(/moodle/i, /\/mod\/lti\/services\.php\//, launch, lineItemId);
}

/** Whether the LMS is Blackboard, which sends a `next` link after its last page. */
export function isBlackboard(launch: RememberedLaunch, lineItemId: string | undefined): boolean {
  return isOf(/blackboard/i, /\/learn\/api\/v1\/lti\//, launch, lineItemId);
}

/** Whether the LMS is Canvas (app/controllers/lti/ims/line_items_controller.rb), which throttles by tool. */
export function isCanvas(launch: RememberedLaunch, lineItemId?: string): boolean {
  return isOf(/canvas/i, /\/api\/lti\/courses\/[^/]+\/line_items\//, launch, lineItemId);
}

export interface Platform {
  /** Undefined: nothing is known of the launch yet. */
  name: string | undefined;
  throttlesByTool: boolean;
}

/**
 * The LMS behind a launch. Canvas throttles by tool: it has one bucket for a developer key, which all courses on a host share
 * (app/middleware/request_throttle.rb).
 */
export function platformOf(launch: RememberedLaunch): Platform {
  const [lineItemId] = launch.lineItemIds;
  const name = /^https?:\/\/([^/?#]+)/i.exec(lineItemId ?? '')?.[1] ?? launch.idToken?.platform.id;
  return { name, throttlesByTool: isCanvas(launch) };
}

function isOf(family: RegExp, ids: RegExp, launch: RememberedLaunch, lineItemId: string | undefined): boolean {
  if (family.test(launch.idToken?.platform.productFamilyCode ?? '')) return true;
  const [anyId] = lineItemId === undefined ? launch.lineItemIds : [lineItemId];
  return anyId !== undefined && ids.test(anyId);
}

/** How this launch's LMS behaves when it pages one of its lists. */
export class PagingQuirks {
  constructor(
    private readonly memory: RememberedLaunch,
    /** Whose scores the list holds; undefined: it is the list of line items. */
    private readonly lineItemId: string | undefined,
  ) {}

  /** Whether it may be sent a `limit`. */
  mayLimit(): boolean {
    return !this.memory.limitCutsSilently && !isMoodle(this.memory, this.lineItemId);
  }

  /** To be called where it turns out to cut lists at `limit` without saying so. */
  noteSilentCut(): void {
    this.memory.limitCutsSilently = true;
  }

  /** Whether it sends a `next` link after its last page. */
  announcesEmptyPages(): boolean {
    return isBlackboard(this.memory, this.lineItemId);
  }
}

/** Whether the LMS is Sakai (lti/lti-blis, LTI13Servlet.java), whose line items are found by their label. */
export function isSakai(launch: RememberedLaunch, lineItemId?: string): boolean {
  return isOf(/sakai/i, /\/imsblis\/lti13\/lineitems\//, launch, lineItemId);
}

/** Whether anything tells which LMS it is: for a service key often nothing does. */
export function isKnownLms(launch: RememberedLaunch, lineItemId?: string): boolean {
  if (launch.idToken?.platform.productFamilyCode != null) return true;
  return [isMoodle, isBlackboard, isCanvas, isSakai].some((is) => is(launch, lineItemId));
}
