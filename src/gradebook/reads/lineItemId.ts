const maxLength = 2048;

/**
 * Whether a back end's id may go to LTIAAS, which fetches it with the LMS's token: it must be an absolute http(s) URL without
 * user info, fragment, or `.` and `..` segments. The gateway treats any other id as a line item that does not exist.
 */
export function isLineItemId(id: string): boolean {
  // The URL parser accepts spaces, control characters and backslashes. LTIAAS must receive none of them.
  if (id.length > maxLength || !/^https?:\/\/[\x21\x23-\x5b\x5d-\x7e]+$/.test(id) || !URL.canParse(id)) return false;
  const [, authority, path] = /^https?:\/\/([^/?]*)([^?]*)/.exec(id)!;
  if (/[@%]/.test(authority!) || id.includes('#')) return false;
  return path!.split('/').every((segment) => !/^(\.|%2e){1,2}$/i.test(segment));
}
