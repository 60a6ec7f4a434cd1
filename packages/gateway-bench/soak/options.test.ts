import { expect, test } from "vitest";
import { parseOptions } from "./options.ts";

test("ten minutes, unless told otherwise", () => {
  expect(parseOptions([])).toEqual({ kind: "options", options: { minutes: 10, clients: 16, restartSeconds: 5 } });
  expect(parseOptions(["--minutes", "0.5"])).toMatchObject({ options: { minutes: 0.5 } });
  expect(parseOptions(["--help"])).toEqual({ kind: "help" });
});

test.each([["--minutes", "0"], ["--minutes", "long"], ["--clients", "1.5"], ["--unknown"]])(
  "refuses %s %s",
  (...args) => {
    expect(parseOptions(args)).toMatchObject({ kind: "wrong", reason: expect.stringContaining(args[0] as string) });
  },
);
