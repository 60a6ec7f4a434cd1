import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { createApiKey } from "../src/guard/api-keys.ts";
import { openPolicy } from "../src/guard/policy.ts";
import { startRest } from "./support/rest.ts";

/** A key, and the policy that lets nobody in but its owner. */
function apiKeys() {
  const folder = mkdtempSync(join(tmpdir(), "docs-"));
  const file = join(folder, "api-keys.json");
  const { key, entry } = createApiKey("reader", []);
  writeFileSync(file, JSON.stringify({ keys: [entry] }));
  const auth = { required: true, issuers: [], apiKeys: file, clientCertificates: false, publicDocs: false };
  return { key, auth, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

test("the document and its page are served, and sent once", async () => {
  await using rest = await startRest();
  const first = await rest.ask("/openapi.json");
  expect(Object.keys((first.json as JsonObject).paths as object)).toContain("/v1/things/{things_id}");
  const headers = { "if-none-match": first.headers.get("etag") ?? "" };
  expect((await rest.ask("/openapi.json", { headers })).status).toBe(304);
  expect((await rest.ask("/docs")).headers.get("content-security-policy")).toContain("default-src 'none'");
  expect((await rest.ask("/docs/swagger-ui-bundle.js")).text).toContain("SwaggerUIBundle");
});

test.each(["/openapi.json", "/docs", "/docs/swagger-ui-bundle.js"])("%s is for those who may call", async (path) => {
  using keys = apiKeys();
  await using rest = await startRest({}, { policy: { ...openPolicy, auth: keys.auth } });
  const refused = await rest.ask(path);
  expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([401, "ApiKey"]);
  expect(refused.json).toMatchObject({ code: 16 });
  const headers = { "x-api-key": keys.key };
  const shown = await rest.ask(path, { headers });
  expect(shown.status).toBe(200);
  const ifNoneMatch = { "if-none-match": shown.headers.get("etag") ?? "" };
  expect((await rest.ask(path, { headers: ifNoneMatch })).status).toBe(401);
  expect((await rest.ask(path, { headers: { ...headers, ...ifNoneMatch } })).status).toBe(304);
});

test("the document is for everybody where the policy says so, while calls are not", async () => {
  using keys = apiKeys();
  await using rest = await startRest({}, { policy: { ...openPolicy, auth: { ...keys.auth, publicDocs: true } } });
  expect((await rest.ask("/openapi.json")).status).toBe(200);
  expect((await rest.ask("/v1/things/a")).status).toBe(401);
});
