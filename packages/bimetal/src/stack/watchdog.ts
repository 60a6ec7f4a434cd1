// Runs as a process of its own, outlives the one that started it, and ends what that one has left running. It is told on standard
// input what there is; the end of the input says that the other is gone, however it went.
import { rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";

/** What the watchdog is told, one JSON document a line. */
export type WatchdogMessage =
  /** This process group runs; `signal` asks it to stop. */
  | { readonly group: number; readonly signal: NodeJS.Signals }
  /** This process group is gone. */
  | { readonly gone: number }
  /** This folder is to be removed at the end. */
  | { readonly remove: string };

/** How long what is left may take to stop before it is killed. */
const graceMs = 5_000;

const groups = new Map<number, NodeJS.Signals>();
const folders = new Set<string>();

// A terminal, or somebody who ends everything by name, must not end this one before its work is done.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line) as WatchdogMessage;
  if ("group" in message) groups.set(message.group, message.signal);
  else if ("gone" in message) groups.delete(message.gone);
  else folders.add(message.remove);
}

const left = () => [...groups].filter(([group]) => send(group, 0));
for (const [group, signal] of left()) {
  // One that is stopped hears nothing.
  send(group, "SIGCONT");
  send(group, signal);
}
for (const end = Date.now() + graceMs; left().length > 0 && Date.now() < end; ) await delay(50);
for (const [group] of left()) send(group, "SIGKILL");
for (const folder of folders) await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });

/** Whether there was anybody to send it to. */
function send(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch {
    return false;
  }
}
