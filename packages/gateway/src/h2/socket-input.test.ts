import { expect, test } from "vitest";
import { createSocketInput } from "./socket-input.ts";

/** A socket that reads such texts, as Node does by `onread`. */
function setup() {
  const input = createSocketInput();
  const { buffer, callback } = input.onread;
  const room = () => (typeof buffer === "function" ? buffer() : buffer) as Buffer;
  let next = room();
  const read = (text: string) => {
    const bytes = next.write(text);
    callback(bytes, next);
    next = room();
  };
  return { input, read };
}

test("what is read is told as it comes, and stays what it was", () => {
  const { input, read } = setup();
  const chunks: Buffer[] = [];
  input.onData((chunk) => chunks.push(chunk));
  for (const text of ["one", "two", "three"]) read(text);
  expect(chunks.map(String)).toEqual(["one", "two", "three"]);
});

test("what is read before anybody listens is told to the first who does", () => {
  const { input, read } = setup();
  read("early");
  const chunks: string[] = [];
  input.onData((chunk) => chunks.push(String(chunk)));
  read("late");
  expect(chunks).toEqual(["early", "late"]);
});
