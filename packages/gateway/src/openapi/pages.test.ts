import { describe, expect, test } from "vitest";
import { createPages, type Page } from "./pages.ts";

const pages = createPages({ openapi: "3.1.1" });
const fieldOf = (page: Page | undefined, name: string) => page?.fields[page.fields.indexOf(name) + 1];
const textOf = (page: Page | undefined) => Buffer.from(page?.body ?? []).toString();

test("the document is served as it is", () => {
  const page = pages("/openapi.json", undefined);
  expect(page?.status).toBe(200);
  expect(fieldOf(page, "content-type")).toBe("application/json");
  expect(JSON.parse(textOf(page))).toEqual({ openapi: "3.1.1" });
});

describe("a page that the client has", () => {
  const tag = fieldOf(pages("/openapi.json", undefined), "etag") ?? "";
  test.each([tag, `W/${tag}`, `"x", ${tag}`, "*"])("by %s is not sent again", (ifNoneMatch) => {
    const page = pages("/openapi.json", ifNoneMatch);
    expect([page?.status, page?.body, fieldOf(page, "etag")]).toEqual([304, undefined, tag]);
  });

  test("in another version is sent", () => {
    expect(pages("/openapi.json", '"other"')?.status).toBe(200);
    expect(createPages({})("/openapi.json", tag)?.status).toBe(200);
  });
});

test("everything that the page for people refers to is served by it, and nothing else is allowed", () => {
  const page = pages("/docs", undefined);
  expect(fieldOf(page, "content-security-policy")).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
  const references = [...textOf(page).matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? "");
  const local = references.filter((reference) => !reference.startsWith("data:"));
  expect(local).toHaveLength(3);
  for (const reference of local) {
    const asset = pages(new URL(reference, "http://gateway/docs").pathname, undefined);
    expect(asset?.status).toBe(200);
    expect(asset?.body?.byteLength).toBeGreaterThan(0);
  }
  expect(textOf(page)).not.toMatch(/<script>|https?:|style=/);
});

test.each(["/", "/docs/", "/docs/x", "/docs/package.json", "/docs/../package.json", "/toString"])(
  "%s is no page",
  (path) => {
    expect(pages(path, undefined)).toBeUndefined();
  },
);
