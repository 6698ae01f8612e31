/** The gateway's version. A test checks that `package.json` has the same one. */
export const version = '0.2.0';
