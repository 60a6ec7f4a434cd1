import { expect, test, vi } from "vitest";
import { type Convert, createConverter } from "./converter.ts";
import { encodeFrame } from "./frames.ts";

function setup(convert: Convert) {
  const written: string[] = [];
  const busy: boolean[] = [];
  const onError = vi.fn();
  const converter = createConverter(convert, {
    write: (frame) => written.push(Buffer.from(frame).toString()),
    onBusy: (now) => busy.push(now),
    onError,
  });
  const push = (...texts: string[]) => converter.push(texts.map((text) => encodeFrame(0, Buffer.from(text))));
  return { converter, written, busy, onError, push };
}

test("messages keep their order, though one takes longer than those behind it", async () => {
  const slow = Promise.withResolvers<Uint8Array>();
  const { converter, written, busy, push } = setup((message) => (message[0] === 0x73 ? slow.promise : message));
  const ended = Promise.withResolvers<void>();
  push("first", "slow", "third");
  push("fourth");
  converter.end(ended.resolve);
  expect([written, busy]).toEqual([["first"], [true]]);
  slow.resolve(Buffer.from("slow"));
  await ended.promise;
  expect([written, busy]).toEqual([
    ["first", "slow", "third", "fourth"],
    [true, false],
  ]);
});

test.each([
  ["at once", () => expect.unreachable("bad")],
  ["later", () => Promise.reject(new Error("bad"))],
])("where a conversion fails %s nothing else is written, and the end is told", async (_, failing) => {
  const { converter, written, onError, push } = setup((message) => (message[0] === 0x62 ? failing() : message));
  push("good", "bad", "never");
  await new Promise<void>((resolve) => converter.end(resolve));
  expect(written).toEqual(["good"]);
  expect(onError).toHaveBeenCalledTimes(1);
});
