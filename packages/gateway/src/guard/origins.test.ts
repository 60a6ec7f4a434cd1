import { expect, test } from "vitest";
import { createOriginMatcher, originProblem } from "./origins.ts";

test.each(["*", "https://example.com", "http://localhost:3000", "https://*.example.com", "https://*.example.com:8443"])(
  "%s is an entry",
  (entry) => expect(originProblem(entry)).toBeUndefined(),
);

test.each([
  "example.com",
  "https://example.com/",
  "https://example.com/path",
  "https://*.com",
  "https://*",
  "https://a.*.example.com",
  "https://a*.example.com",
  "*.example.com",
  "https://*.example.com:99999",
  "ftp://*.example.com",
  "null",
  "",
])("%j is none", (entry) => expect(originProblem(entry)).toBeDefined());

test("an exact origin lets itself in and nothing else", () => {
  const matches = createOriginMatcher(["https://example.com"]);
  expect(matches("https://example.com")).toBe(true);
  for (const other of ["http://example.com", "https://example.com:444", "https://a.example.com", "null"]) {
    expect(matches(other)).toBe(false);
  }
});

test("a pattern lets in what lies below it, at any depth", () => {
  const matches = createOriginMatcher(["https://*.example.com", "http://*.example.org:8080"]);
  for (const origin of ["https://a.example.com", "https://a.b-c.example.com", "http://a.example.org:8080"]) {
    expect(matches(origin)).toBe(true);
  }
});

test.each([
  "https://example.com",
  "https://.example.com",
  "http://a.example.com",
  "https://a.example.com:8443",
  "https://aexample.com",
  "https://a.exampleXcom",
  "https://evil.com/.example.com",
  "https://evil.com#.example.com",
  "https://evil.com:443@a.example.com",
  "https://a.example.com.evil.com",
  "https://a.example.com\n",
  "null",
])("a pattern does not let in %j", (origin) => {
  expect(createOriginMatcher(["https://*.example.com"])(origin)).toBe(false);
});

test("a star lets everybody in, and an empty list nobody", () => {
  expect(createOriginMatcher(["*"])("https://any.example")).toBe(true);
  expect(createOriginMatcher([])("https://any.example")).toBe(false);
});
