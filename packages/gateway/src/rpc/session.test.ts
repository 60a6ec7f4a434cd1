import { constants } from "node:http2";
import { Code, type ConnectError } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { echoRegistry, echoService } from "../../test/support/echo.ts";
import type { Exchange } from "../http/exchange.ts";
import { createLog } from "../telemetry/log.ts";
import { createTelemetry } from "../telemetry/telemetry.ts";
import { CallError, type ClientCall } from "../upstream/connection.ts";
import { type Callee, createMethod } from "./method.ts";
import { createObserve } from "./observe.ts";
import { createSessions } from "./session.ts";

const log = createLog("gateway", "error", { write: () => undefined });
const limits = {
  maxRequestBytes: 1024,
  maxResponseBytes: 1024,
  maxConcurrentRequests: 1,
  requestTimeoutMs: 60_000,
};
const exchange = { headers: {}, fields: [], extraFields: [], onClose: () => undefined } as unknown as Exchange;
const call: ClientCall = {
  address: undefined,
  write: () => true,
  pause: () => undefined,
  resume: () => undefined,
  cancel: () => undefined,
};

/** An upstream that breaks a call off, as a server does, once `busyMs` have passed in which nothing else could happen. */
const breakingOffAfter = (busyMs: number): Callee => ({
  name: "echo",
  call(_, listener) {
    const end = performance.now() + busyMs;
    while (performance.now() < end);
    queueMicrotask(() => listener.onError(new CallError("reset", "reset", { code: constants.NGHTTP2_CANCEL })));
    return call;
  },
});

function codeOf(callee: Callee, timeoutMs: number): Promise<Code | undefined> {
  const observe = createObserve({ telemetry: createTelemetry({ serviceName: "gateway" }), log });
  const method = createMethod(echoService.method.unary, callee, { own: false, registry: echoRegistry });
  return new Promise((resolve) => {
    const session = createSessions({ ...limits, observe, log }).open(exchange, method, {
      onHeader: () => undefined,
      onFrames: () => undefined,
      onDrain: () => undefined,
      onEnd: (error: ConnectError | undefined) => resolve(error?.code),
    });
    session.admit(timeoutMs, () => session.start(undefined));
  });
}

test("an upstream that breaks off because the deadline has passed is heard as that, though the timer here is late", async () => {
  expect(await codeOf(breakingOffAfter(30), 20)).toBe(Code.DeadlineExceeded);
});

test("one that breaks off before is heard as what it says", async () => {
  expect(await codeOf(breakingOffAfter(0), 60_000)).toBe(Code.Canceled);
});
