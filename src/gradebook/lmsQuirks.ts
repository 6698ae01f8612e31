import type { PlatformHosts } from '../launches/platformHosts';
import type { RememberedLaunch } from '../launches/rememberedLaunch';

/**
 * Whether the LMS is Moodle, by its product family or the form of its ids (mod/lti/service/gradebookservices). With a `limit`,
 * Moodle sends page links that LTIAAS cannot read, and for scores even a fatal error. Without it, Moodle sends all rows.
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

/**
 * The LMS behind a launch, or behind the line item of a call. Canvas throttles by tool: all courses on a host share the quota of a
 * developer key (app/middleware/request_throttle.rb). The name is undefined until the launch has been read.
 */
export function platformOf(launch: RememberedLaunch, hosts: PlatformHosts, lineItemId?: () => string | undefined) {
  const [anyId = lineItemId?.()] = launch.lineItemIds;
  const host = /^https?:\/\/([^/?#]+)/i.exec(anyId ?? '')?.[1]?.toLowerCase();
  const platformId = launch.idToken?.platform.id;
  if (host !== undefined && platformId !== undefined) hosts.learn(platformId, host);
  const name = host ?? (platformId && (hosts.get(platformId) ?? platformId));
  return { name, throttlesByTool: isCanvas(launch, anyId) };
}

function isOf(family: RegExp, ids: RegExp, launch: RememberedLaunch, lineItemId: string | undefined): boolean {
  if (family.test(launch.idToken?.platform.productFamilyCode ?? '')) return true;
  const [anyId] = lineItemId === undefined ? launch.lineItemIds : [lineItemId];
  return anyId !== undefined && ids.test(anyId);
}

/** Whether the LMS is Sakai (lti/lti-blis, LTI13Servlet.java), whose line items are found by their label. */
export function isSakai(launch: RememberedLaunch, lineItemId?: string): boolean {
  return isOf(/sakai/i, /\/imsblis\/lti13\/lineitems\//, launch, lineItemId);
}

/** Whether the kind of LMS is known. With a service key it often is not. */
export function isKnownLms(launch: RememberedLaunch, lineItemId?: string): boolean {
  if (launch.idToken?.platform.productFamilyCode != null) return true;
  return [isMoodle, isBlackboard, isCanvas, isSakai].some((is) => is(launch, lineItemId));
}
