import { expect, test } from "vitest";
import { type DescribedMethod, describeFile } from "../../test/support/described.ts";
import { readRestTable } from "./routes.ts";

const messages = {
  Thing: [
    "string name = 1",
    "Part part = 2",
    "repeated string tags = 3",
    "int64 size = 4",
    "map<string, string> labels = 5",
  ],
  Part: ["string id = 1", "google.protobuf.Timestamp at = 2"],
} as const;

const tableOf = (methods: Record<string, Partial<DescribedMethod>>) => {
  const described = Object.entries(methods).map(([name, rest]) => [name, { input: "Thing", output: "Thing", ...rest }]);
  const registry = describeFile({ messages, methods: Object.fromEntries(described) });
  const service = registry.getService("thing.v1.ThingService");
  if (service === undefined) throw new Error("no service");
  return readRestTable([service]);
};

test("every binding of every method is a route", () => {
  const { routes, problems } = tableOf({
    Get: {
      http: { get: "/v1/{name}", additionalBindings: [{ get: "/v1/parts/{part.id}" }, { put: "/v1/x", body: "*" }] },
    },
    Purge: { http: { custom: { kind: "PURGE", path: "/v1/{name}" }, body: "part", responseBody: "tags" } },
    Any: { http: { custom: { kind: "*", path: "/v1/any" } } },
    Unannotated: {},
  });
  expect(problems).toEqual([]);
  const lines = routes.map(({ rpc, httpMethod, template, captures, body, responseBody }) => [
    `${rpc.name} ${httpMethod} ${template.text}`,
    captures.map((path) => path.map(({ name }) => name)),
    typeof body === "string" ? body : `.${body.name}`,
    responseBody?.name,
  ]);
  expect(lines).toEqual([
    ["Get GET /v1/{name}", [["name"]], "none", undefined],
    ["Get GET /v1/parts/{part.id}", [["part", "id"]], "none", undefined],
    ["Get PUT /v1/x", [], "all", undefined],
    ["Purge PURGE /v1/{name}", [["name"]], ".part", "tags"],
    ["Any * /v1/any", [], "none", undefined],
  ]);
});

test.each([
  [{ http: { get: "v1" } }, 'the path template "v1" is malformed at character 1: expected "/"'],
  [{ http: {} }, "a rule has no path"],
  [{ http: { custom: { kind: "A B", path: "/a" } } }, '"A B" is no HTTP method'],
  [
    { http: { get: "/{other}" } },
    '{other} in the path template "/{other}" is unknown: thing.v1.Thing has no field "other"',
  ],
  [
    { http: { get: "/{tags}" } },
    '{tags} in the path template "/{tags}" is repeated; a path holds single scalars and enums',
  ],
  [{ http: { get: "/{labels}" } }, "is a map; a path holds"],
  [{ http: { get: "/{part}" } }, "is a message; a path holds"],
  [{ http: { get: "/{part.at}" } }, "is a message; a path holds"],
  [
    { http: { get: "/{part.at.seconds}" } },
    "goes into part.at (google.protobuf.Timestamp), which has no fields to name",
  ],
  [{ http: { get: "/{tags.x}" } }, "goes into tags (repeated), which has no fields to name"],
  [{ http: { get: "/{size=a/*}" } }, "has several segments, which only a string can hold"],
  [{ http: { post: "/a", body: "other" } }, 'the body "other" is no field of thing.v1.Thing'],
  [{ http: { post: "/a", body: "part.id" } }, 'the body "part.id" is no field of thing.v1.Thing'],
  [{ http: { get: "/a", responseBody: "no" } }, 'the response body "no" is no field of thing.v1.Thing'],
  [{ http: { get: "/a", body: "*" } }, "GET has no body"],
  [{ http: { post: "/{name}", body: "name" } }, "name is bound twice, by the path and as the body"],
  [{ clientStreaming: true, http: { post: "/a" } }, "a stream of requests needs a body"],
  [
    { http: { get: "/a", additionalBindings: [{ get: "/b", additionalBindings: [{ get: "/c" }] }] } },
    "an additional binding holds additional bindings",
  ],
])("a wrong annotation is a problem that names the method: %j", (method, reason) => {
  const { problems } = tableOf({ Wrong: method });
  expect(problems).toEqual([expect.stringContaining(reason)]);
  expect(problems[0]).toMatch(/^thing\.v1\.ThingService\.Wrong: /);
});

test("a wrong rule does not take the others of its method away", () => {
  const { routes } = tableOf({ Get: { http: { get: "/{no}", additionalBindings: [{ get: "/{name}" }] } } });
  expect(routes.map(({ template }) => template.text)).toEqual(["/{name}"]);
});

test("routes that shadow one another are a problem that names both methods", () => {
  const { routes, problems } = tableOf({
    One: { http: { get: "/v1/{name}" } },
    Two: { http: { get: "/v1/{part.id}" } },
  });
  expect(problems).toEqual([
    "GET /v1/{part.id} of thing.v1.ThingService.Two can never be reached: " +
      "GET /v1/{name} of thing.v1.ThingService.One takes its requests",
  ]);
  expect(routes).toHaveLength(2);
});
