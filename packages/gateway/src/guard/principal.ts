import type { Fields } from "../upstream/connection.ts";

/** Who calls. */
export interface Principal {
  /** Unique within its issuer. */
  readonly id: string;
  /** Who vouches for the id: the issuer of a token, {@link apiKeyIssuer} or {@link certificateIssuer}. */
  readonly issuer: string;
  readonly scopes: ReadonlySet<string>;
  /** What the upstream is told: `x-principal-id`, `x-principal-issuer`, `x-principal-scopes`. */
  readonly fields: Fields;
}

/** The issuer of principals that have shown an API key. */
export const apiKeyIssuer = "api-key";
/** The issuer of principals that have shown a client certificate. */
export const certificateIssuer = "client-certificate";

export function createPrincipal(id: string, issuer: string, scopes: Iterable<string>): Principal {
  const held = new Set(scopes);
  const fields = [
    ...["x-principal-id", fieldValue(id)],
    ...["x-principal-issuer", fieldValue(issuer)],
    ...["x-principal-scopes", [...held].map(fieldValue).join(" ")],
  ];
  return { id, issuer, scopes: held, fields };
}

const principalField = /^x[-_]principal[-_]/i;
const credentialField = /^(?:authorization|x[-_]api[-_]key)$/i;

/**
 * Whether a field of a request must not reach an upstream: those that say who the caller is are the gateway's alone, whatever
 * their case and even where `_` is taken for `-` behind it; the credentials pass only where the route says so.
 */
export function isWithheld(name: string, passAuthorization: boolean): boolean {
  return principalField.test(name) || (!passAuthorization && credentialField.test(name));
}

/**
 * As a field can hold it (RFC 9110, section 5.5, without obs-text): what is no printable ASCII, spaces and `%` are
 * percent-encoded, so that two principals never look the same.
 */
function fieldValue(value: string): string {
  return value.replace(/[^\x21-\x24\x26-\x7e]+/gu, (part) =>
    [...Buffer.from(part)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""),
  );
}
