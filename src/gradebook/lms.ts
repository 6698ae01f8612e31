import type { RememberedLaunch } from '../access/launchMemory';

/**
 * Whether the LMS is Moodle, by the family it names or by the shape of its ids (mod/lti/service/gradebookservices). To a
 * `limit` it answers with page links that LTIAAS cannot read, and on scores even with a fatal error; without, with everything.
 */
export function isMoodle(launch: RememberedLaunch, lineItemId: string | undefined): boolean {
  if (/moodle/i.test(launch.idToken?.platform.productFamilyCode ?? '')) return true;
  const [anyId] = lineItemId === undefined ? launch.lineItemIds : [lineItemId];
  return anyId?.includes('/mod/lti/services.php/') ?? false;
}

/** Whether the id is one of Canvas's (app/controllers/lti/ims/line_items_controller.rb), which throttles by tool. */
export function isCanvas(lineItemId: string): boolean {
  return /\/api\/lti\/courses\/[^/]+\/line_items\//.test(lineItemId);
}
