/**
 * The credentials that LTIAAS accepts:
 * - `ltik`: one launch, valid for 24 hours; all endpoints
 * - `serviceKey`: one context without a user; line items and scores, but no id token
 */
export type Credential = { kind: 'ltik'; ltik: string } | { kind: 'serviceKey'; serviceKey: string };

/** The `Authorization` header in LTIAAS's form. It contains the account's API key: send it to LTIAAS only. */
export function authorization(credential: Credential, apiKey: string): string {
  return credential.kind === 'ltik'
    ? `LTIK-AUTH-V2 ${apiKey}:${credential.ltik}`
    : `SERVICE-AUTH-V1 ${apiKey}:${credential.serviceKey}`;
}
