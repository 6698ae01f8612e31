/**
 * What LTIAAS takes as proof of who calls:
 * - `ltik`: one launch, 24 hours; every endpoint
 * - `serviceKey`: one context, no person in it; line items and scores, but no id token
 */
export type Credential = { kind: 'ltik'; ltik: string } | { kind: 'serviceKey'; serviceKey: string };

/** The `Authorization` header in LTIAAS's form, which carries the account's API key as well: for LTIAAS only. */
export function authorization(credential: Credential, apiKey: string): string {
  return credential.kind === 'ltik'
    ? `LTIK-AUTH-V2 ${apiKey}:${credential.ltik}`
    : `SERVICE-AUTH-V1 ${apiKey}:${credential.serviceKey}`;
}
