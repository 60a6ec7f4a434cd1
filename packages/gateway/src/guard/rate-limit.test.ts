import { fromBinary } from "@bufbuild/protobuf";
import { BinaryReader } from "@bufbuild/protobuf/wire";
import { DurationSchema } from "@bufbuild/protobuf/wkt";
import { Code, type ConnectError } from "@connectrpc/connect";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createRateLimiter, type RateLimiter } from "./rate-limit.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

const refusal = (limiter: RateLimiter, key = "a"): ConnectError => {
  try {
    limiter.take(key);
  } catch (error) {
    return error as ConnectError;
  }
  return expect.unreachable("the request was let through");
};

test("a burst of the whole quota is let through, and then one request as each comes back", () => {
  const limiter = createRateLimiter("principal", { requests: 3, windowSeconds: 30 });
  for (let i = 0; i < 3; i++) limiter.take("a");
  expect(refusal(limiter).code).toBe(Code.ResourceExhausted);
  vi.advanceTimersByTime(9_999);
  refusal(limiter);
  vi.advanceTimersByTime(1);
  limiter.take("a");
  refusal(limiter);
});

test("no more than the quota is saved up", () => {
  const limiter = createRateLimiter("principal", { requests: 2, windowSeconds: 1 });
  limiter.take("a");
  vi.advanceTimersByTime(3_600_000);
  limiter.take("a");
  limiter.take("a");
  refusal(limiter);
});

test("each key has a quota of its own", () => {
  const limiter = createRateLimiter("address", { requests: 1, windowSeconds: 60 });
  limiter.take("a");
  refusal(limiter, "a");
  limiter.take("b");
});

test("the answer says what the limit is and what is left of it", () => {
  const limiter = createRateLimiter("principal", { requests: 4, windowSeconds: 60 });
  const policy = ["ratelimit-policy", '"principal";q=4;w=60'];
  expect(limiter.take("a")).toEqual([...policy, "ratelimit", '"principal";r=3;t=45']);
  expect(limiter.take("a")).toEqual([...policy, "ratelimit", '"principal";r=2;t=30']);
  limiter.take("a");
  expect(limiter.take("a")).toEqual([...policy, "ratelimit", '"principal";r=0;t=15']);
});

test("a refusal says when to come back, in every way that clients know", () => {
  const limiter = createRateLimiter("principal", { requests: 4, windowSeconds: 60 });
  for (let i = 0; i < 4; i++) limiter.take("a");
  vi.advanceTimersByTime(5_500);
  const { rawMessage, metadata, details } = refusal(limiter);
  expect(rawMessage).toBe("more than 4 requests within 60 s");
  expect(Object.fromEntries(metadata)).toEqual({
    "ratelimit-policy": '"principal";q=4;w=60',
    ratelimit: '"principal";r=0;t=10',
    "retry-after": "10",
  });
  const detail = details[0] as { type: string; value: Uint8Array };
  expect(detail.type).toBe("google.rpc.RetryInfo");
  const reader = new BinaryReader(detail.value);
  reader.tag();
  expect(fromBinary(DurationSchema, reader.bytes()).seconds).toBe(10n);
});

test("looking takes nothing, and refuses where nothing is left", () => {
  const limiter = createRateLimiter("address", { requests: 1, windowSeconds: 60 });
  limiter.check("a");
  limiter.check("a");
  limiter.take("a");
  expect(() => limiter.check("a")).toThrow("more than 1 requests within 60 s");
});

test("keys without number cost memory with a bound: the oldest is forgotten", () => {
  const limiter = createRateLimiter("address", { requests: 1, windowSeconds: 3_600 });
  limiter.take("first");
  for (let i = 0; i < 99_999; i++) limiter.take(`key ${i}`);
  refusal(limiter, "key 0");
  refusal(limiter, "first");
  limiter.take("one more");
  limiter.take("key 1");
  refusal(limiter, "first");
});
