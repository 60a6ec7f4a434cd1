import type { ConnectError } from "@connectrpc/connect";
import { overloaded } from "../rpc/errors.ts";
import type { Fields } from "../upstream/connection.ts";
import { createLru } from "./lru.ts";

/** A limit of requests, kept apart for each key. */
export interface RateLimiter {
  /**
   * Takes one request off what a key has left and returns the response fields that say what is left. Throws RESOURCE_EXHAUSTED
   * with `Retry-After` and google.rpc.RetryInfo where nothing is.
   */
  take(key: string): Fields;
  /** Throws as {@link RateLimiter.take} does, and takes nothing. */
  check(key: string): void;
}

/** A bucket of tokens, as it was at a time. */
interface Bucket {
  tokens: number;
  atMs: number;
}

/**
 * Keys that are remembered. The one that was not seen for longest is forgotten first and begins with a full bucket again; who
 * has that many addresses could use another one as well.
 */
const maxBuckets = 100_000;

/**
 * Makes token buckets that hold `requests` and are filled at `requests` per window. `name` is how the response fields call the
 * limit: `RateLimit-Policy` and `RateLimit` of draft-ietf-httpapi-ratelimit-headers-11.
 */
export function createRateLimiter(
  name: string,
  { requests, windowSeconds }: { requests: number; windowSeconds: number },
): RateLimiter {
  const buckets = createLru<Bucket>(maxBuckets);
  const secondsEach = windowSeconds / requests;
  const policy = `"${name}";q=${requests};w=${windowSeconds}`;

  const fill = (key: string): Bucket => {
    const nowMs = performance.now();
    let bucket = buckets.get(key);
    if (bucket === undefined) {
      bucket = { tokens: requests, atMs: nowMs };
      buckets.set(key, bucket);
    }
    bucket.tokens = Math.min(requests, bucket.tokens + (nowMs - bucket.atMs) / 1_000 / secondsEach);
    bucket.atMs = nowMs;
    return bucket;
  };

  /** `t` is the time in which so many requests come back: who spreads what is left over it keeps within the limit for ever. */
  const fieldsOf = (bucket: Bucket): Fields => {
    const left = Math.floor(bucket.tokens);
    const seconds = left === 0 ? wait(bucket) : Math.ceil(left * secondsEach);
    return ["ratelimit-policy", policy, "ratelimit", `"${name}";r=${left};t=${seconds}`];
  };
  const wait = ({ tokens }: Bucket) => Math.max(1, Math.ceil((1 - tokens) * secondsEach));

  const refusal = (bucket: Bucket): ConnectError => {
    const seconds = wait(bucket);
    const error = overloaded(`more than ${requests} requests within ${windowSeconds} s`, seconds);
    const fields = fieldsOf(bucket);
    for (let i = 0; i < fields.length; i += 2) error.metadata.set(fields[i] ?? "", fields[i + 1] ?? "");
    error.metadata.set("retry-after", String(seconds));
    return error;
  };

  return {
    take(key) {
      const bucket = fill(key);
      if (bucket.tokens < 1) throw refusal(bucket);
      bucket.tokens -= 1;
      return fieldsOf(bucket);
    },
    check(key) {
      const bucket = fill(key);
      if (bucket.tokens < 1) throw refusal(bucket);
    },
  };
}
