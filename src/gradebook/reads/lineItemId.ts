const maxLength = 2048;

/**
 * Whether a back end's id may be handed to LTIAAS, which fetches it with the LMS's token: an absolute http(s) URL without
 * user info, fragment, or `.` and `..` segments. What is not one is treated like a line item that is not there.
 */
export function isLineItemId(id: string): boolean {
  // The URL parser forgives much (spaces, control characters, backslashes); nothing of that may go out.
  if (id.length > maxLength || !/^https?:\/\/[\x21\x23-\x5b\x5d-\x7e]+$/.test(id) || !URL.canParse(id)) return false;
  const [, authority, path] = /^https?:\/\/([^/?]*)([^?]*)/.exec(id)!;
  if (/[@%]/.test(authority!) || id.includes('#')) return false;
  return path!.split('/').every((segment) => !/^(\.|%2e){1,2}$/i.test(segment));
}
