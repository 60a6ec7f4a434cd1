import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import type { ProcessEntry } from "../../derive/processes.ts";
import type { DevEvent } from "../event.ts";
import { createView } from "./view.ts";

const entry = (name: string, replicas = 1): ProcessEntry => ({
  ...{ name, kind: "service", replicas, port: 1, memory: "1m", after: [], addresses: {}, env: {} },
});
const processes = [entry("worker", 2), entry("orders")];

/** A view, and what it has written. */
function setup(isTTY = false) {
  let written = "";
  const out = { write: (text: string) => (written += text), isTTY, columns: 60 };
  const view = createView({ out, processes, json: false, color: isTTY });
  return { view, raw: () => written, text: () => stripVTControlCharacters(written) };
}

const state = (component: string, index: number, state: "starting" | "ready" | "stopping"): DevEvent => ({
  ...{ type: "state", component, index, state, address: `127.0.0.1:${index}` },
});
const log = (component: string, index: number, level: string, msg: string): DevEvent => ({
  ...{ type: "log", component, index, line: { time: "2026-01-02T03:04:05.6Z", level, msg } },
});

test("a log line stands behind its component, and its replica where there are several", () => {
  const { view, text } = setup();
  view.show(log("worker", 2, "info", "one"));
  view.show(log("orders", 1, "warn", "two"));
  expect(text()).toBe("worker.2 | 03:04:05.6 INFO  one\norders   | 03:04:05.6 WARN  two\n");
});

test("what dies is named with its last lines, 20 at most", () => {
  const { view, text } = setup();
  view.show(state("orders", 1, "ready"));
  for (let n = 1; n <= 25; n++) view.show(log("orders", 1, "info", `line ${n}.`));
  const exit = { code: 139, signal: "SIGSEGV" } as const;
  view.show({ type: "state", component: "orders", index: 1, state: "exited", address: "", exit, unexpected: true });
  const [, told = ""] = text().split("orders 1 died (SIGSEGV); its last lines:\n");
  expect(told.trimEnd().split("\n")).toHaveLength(20);
  expect(told).toMatch(/^ {4}03:04:05.6 INFO {2}line 6\.\n/);
});

test("while it is quiet logs are kept back, and afterwards what warned is shown", () => {
  const { view, text } = setup();
  view.quiet(true);
  view.show(log("orders", 1, "info", "chatter"));
  view.show(log("orders", 1, "error", "trouble"));
  expect(text()).toBe("");
  view.quiet(false);
  expect(text()).toBe("orders   | 03:04:05.6 ERROR trouble\n");
});

test("a terminal has a table of states below the logs until all is ready", () => {
  const { view, raw, text } = setup(true);
  view.show({ type: "build", component: "worker", state: "building", text: "compiling \u001b[1mone" });
  expect(text()).toMatch(/ {2}worker {2}building {2}compiling one\n {2}orders {2}waiting {2}\n$/);
  view.show(log("worker", 1, "info", "hello"));
  // Two lines up, and erased from there; the line; the table again.
  expect(raw()).toContain("\u001b[2A\u001b[0J");
  expect(text()).toMatch(/hello\n {2}worker {2}building .*\n {2}orders {2}waiting {2}\n$/);

  for (const index of [1, 2]) view.show(state("worker", index, "ready"));
  view.show(state("orders", 1, "starting"));
  expect(text()).toMatch(/ {2}worker {2}ready {2}127.0.0.1:2\n {2}orders {2}starting {2}\n$/);
  view.show(state("orders", 1, "ready"));
  view.say("done");
  expect(raw().endsWith("\u001b[2A\u001b[0Jdone\n")).toBe(true);
});
