import { hash, randomBytes, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Log } from "../telemetry/log.ts";
import { watchFiles } from "../watched-file.ts";
import { apiKeyIssuer, createPrincipal, type Principal } from "./principal.ts";
import { checked, list, object, optional, readDocument, required, text, textWithout } from "./reader.ts";
import { unauthenticated } from "./refusal.ts";

/** Keys of machines, which hold until they are taken out of the file or expire. */
export interface ApiKeys {
  /** Who a key stands for. Throws UNAUTHENTICATED where it is nobody's or has expired. */
  find(key: string): Principal;
  /** Reads the file again at once. */
  reload(): void;
  close(): void;
}

/** An entry of the file, which does not tell the key. */
export interface ApiKeyEntry {
  /** The id of the principal. */
  readonly id: string;
  /** The SHA-256 of the key, in hex. */
  readonly sha256: string;
  readonly scopes: readonly string[];
  /** RFC 3339. Unset: it does not expire. */
  readonly expires?: string;
}

interface Known {
  readonly digest: Buffer;
  readonly principal: Principal;
  readonly expiresMs: number;
}

/**
 * Reads `{"keys": [{"id", "sha256", "scopes"?, "expires"?}]}`, and again when it changes. Throws, naming all mistakes, where it
 * cannot be read the first time.
 *
 * A plain SHA-256 is right here: keys have 256 random bits, so nobody finds one by trying, however fast the hash is. Slow hashes
 * are for passwords, which people choose.
 */
export function readApiKeys(path: string, log: Log): ApiKeys {
  // Digests are looked up under a salted hash, so that the time that takes says nothing of a digest; then the digests themselves
  // are compared in constant time.
  const salt = randomBytes(32);
  const blind = (digest: Buffer) => hash("sha256", Buffer.concat([salt, digest]), "base64");
  const read = () => new Map(readEntries(path).map((known) => [blind(known.digest), known]));
  const keys = watchFiles([path], read, {
    onFailure: (error) => log.warn({ path, error }, "the API keys cannot be read; those before stay in use"),
  });
  return {
    find(key) {
      const digest = hash("sha256", key, "buffer");
      const known = keys.value.get(blind(digest));
      if (known === undefined || !timingSafeEqual(known.digest, digest)) throw refusal("the API key is not valid");
      if (known.expiresMs <= Date.now()) throw refusal("the API key is not valid: expired");
      return known.principal;
    },
    reload: keys.reload,
    close: keys.close,
  };
}

/** Makes a key, and the entry that lets it in. */
export function createApiKey(id: string, scopes: readonly string[]): { key: string; entry: ApiKeyEntry } {
  const key = `${id}.${randomBytes(32).toString("base64url")}`;
  return { key, entry: { id, sha256: hash("sha256", key), scopes } };
}

/** What is wrong with the id of a key; undefined where nothing is. */
export function apiKeyIdProblem(id: string): string | undefined {
  return /^[\w.-]{1,64}$/.test(id) ? undefined : "must be 1 to 64 letters, digits, dots, dashes or underscores";
}

/** The challenge for a key that was not believed. The scheme is not registered, but the field has to name one. */
export const apiKeyChallenge = "ApiKey";

const refusal = (message: string) => unauthenticated(message, apiKeyChallenge);

const entry = object({
  id: required(textWithout(apiKeyIdProblem)),
  sha256: required(
    textWithout((value) =>
      /^[0-9a-f]{64}$/i.test(value) ? undefined : "must be the SHA-256 of the key, 64 hex digits",
    ),
  ),
  scopes: optional(list(text)),
  expires: optional(
    checked(text, (value, place) =>
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(value) && !Number.isNaN(Date.parse(value))
        ? Date.parse(value)
        : place.refuse<number>("must be a time such as 2030-01-31T00:00:00Z"),
    ),
  ),
});

const file = checked(object({ keys: required(list(entry)) }), ({ keys }): Known[] =>
  keys.map(({ id, sha256, scopes = [], expires = Number.POSITIVE_INFINITY }) => ({
    digest: Buffer.from(sha256, "hex"),
    principal: createPrincipal(id, apiKeyIssuer, scopes),
    expiresMs: expires,
  })),
);

function readEntries(path: string): Known[] {
  const read = readDocument(JSON.parse(readFileSync(path, "utf8")), file);
  if (!read.ok) throw new Error(read.problems.join("; "));
  return read.value;
}
