import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readApiKeys } from "../src/guard/api-keys.ts";
import { createLog } from "../src/telemetry/log.ts";
import { runGateway } from "./support/process.ts";

test("a key that the command makes is let in by the entry beside it", async () => {
  const { code, stdout, stderr } = await runGateway(["api-key", "batch", "orders.read", "orders.write"]);
  expect([code, stderr]).toEqual([0, ""]);
  const [, key = "", entry = ""] = /^key: (\S+)\nentry: (\{.*\})\n$/.exec(stdout) ?? [];
  const folder = mkdtempSync(join(tmpdir(), "keys-"));
  const path = join(folder, "keys.json");
  writeFileSync(path, `{"keys": [${entry}]}`);
  const keys = readApiKeys(path, createLog("gateway", "error", { write: () => undefined }));
  expect(keys.find(key)).toMatchObject({ id: "batch", scopes: new Set(["orders.read", "orders.write"]) });
  keys.close();
  rmSync(folder, { recursive: true });
});

test.each([[[]], [["not an id"]]])("an ID that is none makes no key: %j", async (args) => {
  const { code, stdout, stderr } = await runGateway(["api-key", ...args]);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("the ID of an API key must be");
});
