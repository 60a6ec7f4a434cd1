import { describe, expect, test } from "vitest";
import { createMatcher } from "./match.ts";
import { findShadows } from "./shadow.ts";
import { parseTemplate } from "./template.ts";

const routesOf = (...lines: readonly string[]) =>
  lines.map((line) => {
    const [httpMethod = "", template = ""] = line.split(" ");
    return { line, httpMethod, template: parseTemplate(template) };
  });

/** The route that takes a request and what it captures, or what else becomes of it. */
const ask = (lines: readonly string[], request: string) => {
  const [method = "", path = ""] = request.split(" ");
  const match = createMatcher(routesOf(...lines)).match(method, path);
  if (match.kind === "found") return [match.route.line, ...match.values];
  return match.kind === "method" ? `405 ${match.allow.join(", ")}` : match.kind;
};

describe("the most specific template takes a request", () => {
  const lines = [
    "GET /a/{rest=**}",
    "GET /a/{one}",
    "GET /a/b",
    "GET /a/{one}/x",
    "GET /a/b/{two}",
    "GET /{first}/b/c",
  ];
  test.each([
    ["GET /a/b", ["GET /a/b"]],
    ["GET /a/c", ["GET /a/{one}", "c"]],
    ["GET /a/b/x", ["GET /a/b/{two}", "x"]],
    ["GET /a/c/x", ["GET /a/{one}/x", "c"]],
    ["GET /a/c/y", ["GET /a/{rest=**}", "c/y"]],
    ["GET /a/b/x/y", ["GET /a/{rest=**}", "b/x/y"]],
    ["GET /z/b/c", ["GET /{first}/b/c", "z"]],
    ["GET /a", ["GET /a/{rest=**}", ""]],
    ["GET /a/", ["GET /a/{rest=**}", ""]],
    ["GET /a//x", ["GET /a/{rest=**}", "/x"]],
    ["GET /z", "none"],
    ["GET /", "none"],
    ["GET *", "none"],
  ])("%s", (request, answer) => {
    expect(ask(lines, request)).toEqual(answer);
  });
});

describe("a single segment", () => {
  test.each([
    ["GET /v1/a%2Fb", "a/b"],
    ["GET /v1/a%2fb%3Ac", "a/b:c"],
    ["GET /v1/%E2%82%AC%20+", "€ +"],
    ["GET /v1/%252F", "%2F"],
  ])("of %s is decoded whole", (request, value) => {
    expect(ask(["GET /v1/{x}"], request)).toEqual(["GET /v1/{x}", value]);
  });

  test("is not empty", () => {
    expect(ask(["GET /v1/{x}"], "GET /v1/")).toBe("none");
    expect(ask(["GET /v1/{x}/y"], "GET /v1//y")).toBe("none");
  });
});

describe("several segments", () => {
  test.each([
    ["GET /v1/things/a%2Fb", "things/a%2Fb"],
    ["GET /v1/things/a%2f%20%3A", "things/a%2f :"],
    ["GET /v1/%74hings/%E2%82%AC", "things/€"],
  ])("of %s keep an encoded slash", (request, value) => {
    expect(ask(["GET /v1/{x=things/*}"], request)).toEqual(["GET /v1/{x=things/*}", value]);
  });

  test("are as many as there are for **, one of them too", () => {
    expect(ask(["GET /v1/{x=**}"], "GET /v1/a%2Fb")).toEqual(["GET /v1/{x=**}", "a%2Fb"]);
  });
});

describe("percent-encoding", () => {
  test("is undone before literals are compared, and after the path is cut", () => {
    expect(ask(["GET /v1/caf%C3%A9"], "GET /%76%31/caf%c3%a9")).toEqual(["GET /v1/caf%C3%A9"]);
    expect(ask(["GET /v1/a/b"], "GET /v1/a%2Fb")).toBe("none");
  });

  test.each(["GET /v1/%", "GET /v1/%G0", "GET /v1/%FF", "GET /v1/x:%2"])("of %s is malformed", (request) => {
    expect(ask(["GET /v1/{x}"], request)).toBe("malformed");
  });
});

describe("a verb", () => {
  const lines = ["GET /v1/{x}", "POST /v1/{x}:start", "POST /v1/{x=a/**}:start", "GET /v1/{x=b/**}:watch"];
  test.each([
    ["POST /v1/t:start", ["POST /v1/{x}:start", "t"]],
    ["POST /v1/t%3Astart", "405 GET, HEAD"],
    ["GET /v1/t%3Astart", ["GET /v1/{x}", "t:start"]],
    ["GET /v1/t:other", ["GET /v1/{x}", "t:other"]],
    ["GET /v1/t:start", "405 POST"],
    ["POST /v1/a/b:c/d:start", ["POST /v1/{x=a/**}:start", "a/b:c/d"]],
    ["POST /v1/t:%73tart", ["POST /v1/{x}:start", "t"]],
    ["GET /v1/b/c:watch", ["GET /v1/{x=b/**}:watch", "b/c"]],
    ["POST /v1/:start", "405 GET, HEAD"],
  ])("%s", (request, answer) => {
    expect(ask(lines, request)).toEqual(answer);
  });
});

describe("the HTTP method", () => {
  const lines = ["GET /a", "POST /a", "* /any", "GET /any", "HEAD /own", "GET /own", "GET /{x}/y", "PATCH /a/y"];
  test.each([
    ["HEAD /a", ["GET /a"]],
    ["HEAD /own", ["HEAD /own"]],
    ["HEAD /any", ["GET /any"]],
    ["DELETE /a", "405 GET, HEAD, POST"],
    ["PURGE /any", ["* /any"]],
    ["GET /any", ["GET /any"]],
    ["GET /a/y", ["GET /{x}/y", "a"]],
    ["PUT /a/y", "405 GET, HEAD, PATCH"],
    ["get /a", "405 GET, HEAD, POST"],
  ])("%s", (request, answer) => {
    expect(ask(lines, request)).toEqual(answer);
  });
});

describe("routes that nothing reaches are found", () => {
  const shadows = (...lines: readonly string[]) =>
    findShadows(routesOf(...lines)).map(({ hidden, by }) => [hidden.line, by.line]);

  test("where another has the same paths, however it is written", () => {
    expect(shadows("GET /v1/{a}/x", "GET /v1/{b=*}/%78")).toEqual([["GET /v1/{b=*}/%78", "GET /v1/{a}/x"]]);
    expect(shadows("GET /v1/{a=x/*}:go", "GET /v1/x/{b}:go")).toEqual([["GET /v1/x/{b}:go", "GET /v1/{a=x/*}:go"]]);
    expect(shadows("* /a", "* /a")).toEqual([["* /a", "* /a"]]);
  });

  test("where several together take all paths of one", () => {
    expect(shadows("GET /a", "GET /a/*", "GET /a/*/**", "GET /a/{rest=**}")).toEqual([["GET /a/{rest=**}", "GET /a"]]);
  });

  test("and only those", () => {
    expect(
      shadows(
        "GET /a",
        "POST /a",
        "* /a",
        "GET /{x}",
        "GET /{x=**}",
        "GET /x",
        "GET /{x}:go",
        "GET /{x}/y",
        "GET /a/*",
      ),
    ).toEqual([]);
  });
});
