import type { IncomingHttpHeaders } from "node:http";

/** What a request shows to say who sends it. */
export type Credentials =
  | { readonly kind: "bearer"; readonly token: string }
  | { readonly kind: "api-key"; readonly key: string };

/**
 * Reads `Authorization: Bearer TOKEN`, `Authorization: ApiKey KEY` or `X-Api-Key: KEY`; the first field wins. Undefined where
 * there are none, or of a scheme that nobody here knows.
 */
export function readCredentials(headers: IncomingHttpHeaders): Credentials | undefined {
  const { authorization } = headers;
  if (authorization !== undefined) {
    const [, scheme = "", value = ""] = /^([a-z-]+) +([^ ]+) *$/i.exec(authorization) ?? [];
    switch (scheme.toLowerCase()) {
      case "bearer":
        return { kind: "bearer", token: value };
      case "apikey":
        return { kind: "api-key", key: value };
      default:
        return undefined;
    }
  }
  const key = headers["x-api-key"];
  return key === undefined ? undefined : { kind: "api-key", key: String(key) };
}
