import { hash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Code, ConnectError } from "@connectrpc/connect";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createLog } from "../telemetry/log.ts";
import { apiKeyIdProblem, createApiKey, readApiKeys } from "./api-keys.ts";

let folder: string;
let path: string;
const lines: Record<string, unknown>[] = [];
const log = createLog("gateway", "debug", { write: (line) => void lines.push(JSON.parse(line)) });
const write = (...keys: object[]) => writeFileSync(path, JSON.stringify({ keys }));
const messageOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(ConnectError);
    expect((error as ConnectError).code).toBe(Code.Unauthenticated);
    expect((error as ConnectError).metadata.get("www-authenticate")).toBe("ApiKey");
    return (error as ConnectError).rawMessage;
  }
  return expect.unreachable("the key was let in");
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "keys-"));
  path = join(folder, "keys.json");
  lines.length = 0;
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

test("a key that was made is let in as its id, with its scopes, and another one is not", () => {
  const { key, entry } = createApiKey("batch", ["read"]);
  write(createApiKey("other", []).entry, entry);
  const keys = readApiKeys(path, log);
  expect(keys.find(key)).toMatchObject({ id: "batch", issuer: "api-key", scopes: new Set(["read"]) });
  for (const wrong of ["", "batch", `${key}x`, key.slice(0, -1), entry.sha256, createApiKey("batch", []).key])
    expect(messageOf(() => keys.find(wrong))).toBe("the API key is not valid");
  keys.close();
});

test("a key is never made twice, and the entry does not tell it", () => {
  const [one, two] = [createApiKey("a", []), createApiKey("a", [])];
  expect(one.key).not.toBe(two.key);
  expect(one.key).toMatch(/^a\.[\w-]{43}$/);
  expect(one.entry).toEqual({ id: "a", sha256: hash("sha256", one.key), scopes: [] });
});

test("a key holds until it expires", () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  vi.setSystemTime("2030-01-01T00:00:00Z");
  const { key, entry } = createApiKey("batch", []);
  write({ ...entry, expires: "2030-01-01T01:00:00+01:00" }, createApiKey("other", []).entry);
  const keys = readApiKeys(path, log);
  vi.setSystemTime("2029-12-31T23:59:59Z");
  expect(keys.find(key).id).toBe("batch");
  vi.setSystemTime("2030-01-01T00:00:00Z");
  expect(messageOf(() => keys.find(key))).toBe("the API key is not valid: expired");
  keys.close();
});

test("keys come and go with the file; one that is broken changes nothing", () => {
  const [one, two] = [createApiKey("one", []), createApiKey("two", [])];
  write(one.entry);
  const keys = readApiKeys(path, log);
  write(two.entry);
  keys.reload();
  expect(keys.find(two.key).id).toBe("two");
  messageOf(() => keys.find(one.key));
  writeFileSync(path, "{");
  keys.reload();
  expect(keys.find(two.key).id).toBe("two");
  expect(lines).toMatchObject([{ level: "warn", msg: "the API keys cannot be read; those before stay in use" }]);
  keys.close();
});

test("a file with mistakes is refused, each named, and no digest in the text", () => {
  const { entry } = createApiKey("one", []);
  write(
    { ...entry, id: "a b" },
    { ...entry, sha256: "abc" },
    { ...entry, expires: "tomorrow" },
    { ...entry, key: "x" },
  );
  let message = "";
  try {
    readApiKeys(path, log);
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message.split("; ").map((line) => line.split(":")[0])).toEqual([
    "/keys/0/id",
    "/keys/1/sha256",
    "/keys/2/expires",
    "/keys/3/key",
    "known are id, sha256, scopes, expires",
  ]);
  expect(message).not.toContain(entry.sha256);
});

test("an id is a word", () => {
  for (const id of ["batch", "a.b-c_1"]) expect(apiKeyIdProblem(id)).toBeUndefined();
  for (const id of ["", "a b", "a/b", "a".repeat(65), "ä"]) expect(apiKeyIdProblem(id)).toBeDefined();
});
