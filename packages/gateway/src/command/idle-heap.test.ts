import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { keepIdleHeap } from "./idle-heap.ts";

/** What V8 says of making the heap smaller, in a process that makes garbage until all of it has been collected, and then idles. */
function reducing(begin: string): string {
  const program = `
    ${begin}
    let rounds = 0;
    const makeGarbage = () => {
      globalThis.kept = Array.from({ length: 20_000 }, (_, j) => ({ rounds, j }));
      setTimeout(++rounds < 60 ? makeGarbage : () => undefined, rounds < 60 ? 2 : 500);
    };
    makeGarbage();
  `;
  const tracing = ["--trace-gc", "--trace-memory-reducer", "--gc-memory-reducer-start-delay-ms=50"];
  const said = execFileSync(process.execPath, [...tracing, "--eval", program], { encoding: "utf8" });
  expect(said).toContain("Mark-Compact");
  return said;
}

test("the heap of an idle process is left alone, which V8 would not do", () => {
  expect(reducing("")).toContain("Memory reducer");
  expect(reducing(`process.getBuiltinModule("node:v8").setFlagsFromString("${keepIdleHeap}");`)).not.toContain(
    "Memory reducer",
  );
});
