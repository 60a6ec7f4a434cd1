import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Stack, startStack } from "../stack.ts";
import { startBrowser } from "./chromium.ts";
import type { Calls, Wire } from "./page.ts";
import { serveSite } from "./site.ts";

let running: AsyncDisposable;
let stack: Stack;
/** Of a site that the gateway knows, and of one that it does not. */
let pages: { known: Page; unknown: Page };

beforeAll(async () => {
  await using starting = new AsyncDisposableStack();
  const known = starting.use(await serveSite());
  const unknown = starting.use(await serveSite());
  stack = starting.use(await startStack({ CORS_ALLOWED_ORIGINS: known.origin }));
  const browser = starting.adopt(await startBrowser(), (one) => one.close());
  pages = { known: await open(browser, known.origin), unknown: await open(browser, unknown.origin) };
  running = starting.move();
});
afterAll(() => running?.[Symbol.asyncDispose]());

async function open(browser: Browser, origin: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(origin);
  await page.waitForFunction(() => "calls" in globalThis);
  return page;
}

function call(name: keyof Calls, wire: Wire, on = pages.known, timeoutMs?: number): Promise<unknown> {
  return on.evaluate(
    (given) => {
      const { calls } = globalThis as unknown as { calls: Calls };
      return calls[given.name](given.wire, given.baseUrl, given.timeoutMs);
    },
    { name, wire, baseUrl: `http://${stack.address}`, timeoutMs },
  );
}

const wires: readonly Wire[] = ["Connect", "binary Connect", "Connect by GET", "gRPC-Web"];

describe.each(wires)("a page of another origin, by %s", (wire) => {
  test("calls, and sees the metadata of the answer", async () => {
    expect(await call("get", wire)).toEqual({ text: "abab", header: "there and back" });
  });

  test("reads a stream whole", async () => {
    expect(await call("count", wire)).toEqual({ messages: 1000, last: 1000 });
  });

  test("leaves a stream that does not end, by itself or by its deadline", async () => {
    expect(await call("leave", wire)).toBe("Canceled");
    expect(await call("leave", wire, pages.known, 300)).toBe("DeadlineExceeded");
  });

  test("reads an error with its details", async () => {
    expect(await call("fail", wire)).toEqual({
      code: "FailedPrecondition",
      message: "größer als 100 %",
      details: [{ type: "google.rpc.ErrorInfo", text: expect.stringContaining("ASKED_FOR") }],
    });
  });

  test("is kept out where the gateway does not know its origin", async () => {
    expect(await call("reach", wire)).toBe("reached");
    expect(await call("reach", wire, pages.unknown)).toMatchObject({ code: "Unknown", message: "Failed to fetch" });
  });
});
