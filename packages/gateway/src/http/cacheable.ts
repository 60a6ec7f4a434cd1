import { hash } from "node:crypto";
import { type Fields, fieldOf } from "../upstream/connection.ts";
import { answer } from "./answer.ts";
import type { Exchange } from "./exchange.ts";

/** The entity tag of a body (RFC 9110, section 8.8.3): a strong one, for it is that of the bytes as they are sent. */
export function entityTag(body: Uint8Array): string {
  return `"${hash("sha256", body, "base64url").slice(0, 22)}"`;
}

/** Whether the client of `If-None-Match` has what a tag stands for: the weak comparison of RFC 9110, section 13.1.2. */
export function hasAlready(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(",").some((item) => ["*", tag].includes(item.trim().replace(/^W\//, "")));
}

/**
 * Gives a whole answer of status 200 to GET or HEAD, which the client may keep as `cacheFields` say, or 304 where it has it already. What
 * the answer itself says of `cache-control` stands, and its `vary` too; the tag is always that of the bytes that are sent.
 */
export function answerCacheable(exchange: Exchange, fields: Fields, body: Uint8Array, cacheFields: Fields): void {
  const tag = entityTag(body);
  const own = without(fields, (name) => name === "etag");
  const given = fieldOf(own, "cache-control") !== undefined;
  const added = ["etag", tag, ...without(cacheFields, (name) => given && name === "cache-control")];
  if (hasAlready(exchange.headers["if-none-match"], tag)) {
    answer(exchange, 304, [...without(own, (name) => !repeated.has(name)), ...added]);
  } else {
    answer(exchange, 200, [...own, ...added], body);
  }
}

/** What an answer of status 304 says again (RFC 9110, section 15.4.5). */
const repeated = new Set(["cache-control", "expires", "vary"]);

function without(fields: Fields, isLeft: (name: string) => boolean): Fields {
  return fields.filter((_, i) => !isLeft(fields[i - (i % 2)] as string));
}
