import type { Fields } from "../upstream/connection.ts";
import type { CachePolicy } from "./policy.ts";

/** What an answer depends on besides its URL: how it may be compressed, and who asks. */
const dependencies = ["accept-encoding", "authorization", "x-api-key"];

/**
 * The fields that let clients keep the answers of a method. Caches that several people share may keep only those of methods that ask for
 * no credentials (`isOpen`), whatever the policy says.
 */
export function cacheFields({ maxAgeSeconds, shared, vary }: CachePolicy, isOpen: boolean): Fields {
  const who = shared && isOpen ? "public" : "private";
  const howLong = maxAgeSeconds === 0 ? "no-cache" : `max-age=${maxAgeSeconds}`;
  return ["cache-control", `${who}, ${howLong}`, "vary", [...new Set([...dependencies, ...vary])].join(", ")];
}
