import { readFileSync } from "node:fs";
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, test } from "vitest";
import { type Described, type DescribedMethod, describeFile } from "../../test/support/described.ts";
import { readDescriptorSet } from "../descriptors.ts";
import { readRestTable } from "../rest/routes.ts";
import { createOpenApi, type Security } from "./document.ts";

const info = { title: "Things", version: "1" };

/** The document of a file, which is valid. */
async function documentOf(content: Described, security?: Security): Promise<JsonObject> {
  const services = [...describeFile(content)].filter((desc) => desc.kind === "service");
  const document = createOpenApi(readRestTable(services), { ...info, security });
  expect(await new Validator().validate(structuredClone(document))).toEqual({ valid: true });
  return document;
}

/** The operation of the only method, the schemas beside it, and its path. */
async function operationOf(
  messages: Described["messages"],
  method: Partial<DescribedMethod>,
  more: Partial<Described> = {},
) {
  const methods = { Do: { input: "Thing", output: "Answer", ...method } };
  const document = await documentOf({ messages: { Answer: [], ...messages }, methods, ...more });
  const [[path, item] = []] = Object.entries(document.paths as Record<string, Record<string, JsonObject>>);
  const [operation = {}] = Object.values(item ?? {});
  return { path, operation, schemas: (document.components as JsonObject).schemas as JsonObject };
}

/** The parameters of an operation by where they are and how they are called. */
function parametersOf(operation: JsonObject): Record<string, JsonObject> {
  const parameters = (operation.parameters ?? []) as JsonObject[];
  return Object.fromEntries(parameters.map(({ in: where, name, ...rest }) => [`${where} ${name}`, rest]));
}

describe("a path", () => {
  const messages = { Thing: ["string name = 1", "int32 size = 2", "Thing inner = 3"] } as const;
  test.each([
    ["/v1/{name}", "/v1/{name}", ["path name"]],
    ["/v1/{name=things/*}/parts", "/v1/things/{things_id}/parts", ["path things_id"]],
    ["/v1/{name=a/*/*/a/*}:go", "/v1/a/{a_id}/{name}/a/{a_id_2}:go", ["path a_id", "path name", "path a_id_2"]],
    ["/v1/{inner.name=**}", "/v1/{inner.name}", ["path inner.name"]],
    ["/v1/*/{size}", "/v1/{v1_id}/{size}", ["path v1_id", "path size"]],
    ["/v1/caf%C3%A9/{inner.inner.name=x/**}", "/v1/caf%C3%A9/x/{x_id}", ["path x_id"]],
  ])("%s is %s", async (template, expected, names) => {
    const { path, operation } = await operationOf(messages, { http: { get: template } });
    expect(path).toBe(expected);
    expect(Object.keys(parametersOf(operation)).filter((name) => name.startsWith("path"))).toEqual(names);
  });

  test("of the same shape is the same path, whatever its variables are called", async () => {
    const document = await documentOf({
      messages,
      methods: {
        Get: { input: "Thing", output: "Thing", http: { get: "/v1/{name=things/*}" } },
        Delete: { input: "Thing", output: "Thing", http: { delete: "/v1/things/{size}" } },
      },
    });
    const paths = document.paths as Record<string, Record<string, JsonObject>>;
    expect(Object.keys(paths)).toEqual(["/v1/things/{things_id}"]);
    expect(parametersOf(paths["/v1/things/{things_id}"]?.delete ?? {})["path things_id"]).toEqual({
      required: true,
      schema: { type: "integer", format: "int32" },
    });
  });
});

test("the query has every field that is left, and says how it is written", async () => {
  const { operation } = await operationOf(
    {
      Thing: [
        "string name = 1",
        ["repeated string tags = 2", { "[google.api.field_behavior]": ["REQUIRED"] }],
        "map<string, int64> counts = 3",
        "Part part = 4",
        "google.protobuf.Struct extra = 5",
        "repeated Part parts = 6",
        "google.protobuf.FieldMask read_mask = 7",
        "Color color = 8",
        "google.protobuf.BoolValue flag = 9",
      ],
      Part: ["uint32 size = 1", "Thing thing = 2", "google.protobuf.Timestamp at = 3"],
    },
    { http: { get: "/v1/{name}" } },
    { enums: { Color: ["COLOR_UNSPECIFIED", "COLOR_RED"] } },
  );
  expect(parametersOf(operation)).toEqual({
    "path name": { required: true, schema: { type: "string" } },
    "query tags": { required: true, schema: { type: "array", items: { type: "string" } } },
    "query counts": {
      schema: {
        type: "object",
        additionalProperties: { type: "string", format: "int64", pattern: "^-?[0-9]+$", examples: ["1"] },
      },
      style: "deepObject",
      explode: true,
    },
    "query part.size": { schema: { type: "integer", format: "uint32", minimum: 0 } },
    "query part.at": { schema: { type: "string", format: "date-time" } },
    "query extra": { content: { "application/json": { schema: { type: "object" } } } },
    "query readMask": { schema: { type: "string" }, description: "Names of fields, separated by commas." },
    "query color": { schema: { $ref: "#/components/schemas/thing.v1.Color" } },
    "query flag": { schema: { type: ["boolean", "null"] } },
  });
});

describe("a body", () => {
  const messages: Described["messages"] = {
    Thing: [
      "string name = 1",
      ["Part part = 2", { "[google.api.field_behavior]": ["REQUIRED"] }],
      "google.api.HttpBody raw = 3",
    ],
    Part: ["Part inner = 1"],
  };
  const bodyOf = async (method: Partial<DescribedMethod>) =>
    (await operationOf(messages, method)).operation.requestBody;

  test("is a field", async () => {
    expect(await bodyOf({ http: { post: "/v1/{name}", body: "part" } })).toEqual({
      content: { "application/json": { schema: { $ref: "#/components/schemas/thing.v1.Part" } } },
      required: true,
    });
  });

  test("is everything that the path does not hold", async () => {
    const { schemas, operation } = await operationOf(messages, { http: { post: "/v1/{name}", body: "*" } });
    expect(operation.requestBody).toMatchObject({
      content: { "application/json": { schema: { type: "object", required: ["part"] } } },
    });
    const { content } = operation.requestBody as {
      content: { "application/json": { schema: { properties: object } } };
    };
    expect(Object.keys(content["application/json"].schema.properties)).toEqual(["part", "raw"]);
    expect(parametersOf(operation)).toEqual({ "path name": expect.anything() });
    expect(schemas["thing.v1.Part"]).toEqual({
      type: "object",
      properties: { inner: { $ref: "#/components/schemas/thing.v1.Part" } },
    });
  });

  test("is bytes of any type", async () => {
    expect(await bodyOf({ http: { post: "/v1/x", body: "raw" } })).toEqual({ content: { "*/*": {} }, required: false });
  });

  test("is a stream", async () => {
    const body = await bodyOf({ clientStreaming: true, http: { post: "/v1/x", body: "part" } });
    expect(Object.keys((body as { content: object }).content)).toEqual(["application/x-ndjson"]);
  });
});

describe("an answer", () => {
  const messages = {
    Thing: ["string name = 1"],
    Answer: ["repeated int32 sizes = 1", "google.api.HttpBody raw = 2"],
  } as const;
  const answerOf = async (method: Partial<DescribedMethod>) => {
    const { operation } = await operationOf(messages, method);
    const responses = operation.responses as Record<string, JsonObject>;
    expect(responses.default).toEqual({ $ref: "#/components/responses/Error" });
    return responses["200"]?.content as JsonObject;
  };
  const schema = { $ref: "#/components/schemas/thing.v1.Answer" };

  test("is a message, a field or bytes", async () => {
    expect(await answerOf({ http: { get: "/x" } })).toEqual({ "application/json": { schema } });
    expect(await answerOf({ http: { get: "/x", responseBody: "sizes" } })).toEqual({
      "application/json": { schema: { type: "array", items: { type: "integer", format: "int32" } } },
    });
    expect(await answerOf({ http: { get: "/x", responseBody: "raw" } })).toEqual({ "*/*": {} });
  });

  test("is a stream in three forms", async () => {
    const { operation } = await operationOf(messages, { serverStreaming: true, http: { get: "/x" } });
    expect(Object.keys(parametersOf(operation))).toContain("header Last-Event-ID");
    const content = await answerOf({ serverStreaming: true, http: { get: "/x" } });
    expect(content).toMatchObject({
      "application/x-ndjson": { schema: { anyOf: [schema, { required: ["@error"] }] } },
      "text/event-stream": { schema: { type: "string" } },
      "application/json": { schema: { type: "array", items: { anyOf: [schema, { required: ["@error"] }] } } },
    });
  });

  test("for errors is google.rpc.Status", async () => {
    const document = await documentOf({
      messages,
      methods: { Do: { input: "Thing", output: "Answer", http: { get: "/x" } } },
    });
    const { responses, schemas } = document.components as Record<string, JsonObject>;
    expect(responses?.Error).toMatchObject({
      content: { "application/json": { schema: { $ref: "#/components/schemas/google.rpc.Status" } } },
    });
    expect(schemas?.["google.rpc.Status"]).toMatchObject({
      properties: { code: {}, message: {}, details: { type: "array" } },
    });
  });
});

test("every binding of a method is an operation of its own; methods that OpenAPI has no place for are none", async () => {
  const http = {
    get: "/a",
    additionalBindings: [
      { get: "/b" },
      { custom: { kind: "PURGE", path: "/c" } },
      { custom: { kind: "HEAD", path: "/d" } },
    ],
  };
  const document = await documentOf({
    messages: { Thing: [] },
    methods: { Do: { input: "Thing", output: "Thing", http } },
  });
  const paths = document.paths as Record<string, Record<string, JsonObject>>;
  expect(Object.entries(paths).map(([path, item]) => [path, ...Object.keys(item)])).toEqual([
    ["/a", "get"],
    ["/b", "get"],
    ["/d", "head"],
  ]);
  expect(
    Object.values(paths).flatMap((item) => Object.values(item).map(({ operationId, tags }) => [operationId, tags])),
  ).toEqual([
    ["thing.v1.ThingService.Do", ["thing.v1.ThingService"]],
    ["thing.v1.ThingService.Do_2", ["thing.v1.ThingService"]],
    ["thing.v1.ThingService.Do_3", ["thing.v1.ThingService"]],
  ]);
});

test("who may call is said for each operation", async () => {
  const schemes = {
    token: { type: "http", scheme: "bearer" },
    key: { type: "apiKey", in: "header", name: "x-api-key" },
  };
  const methods = {
    Open: { input: "Thing", output: "Thing", http: { get: "/open" } },
    Closed: { input: "Thing", output: "Thing", http: { get: "/closed" } },
  };
  const scopesOf: Security["scopesOf"] = ({ name }) => (name === "Open" ? undefined : ["things.read"]);
  const document = await documentOf({ messages: { Thing: [] }, methods }, { schemes, scopesOf });
  const paths = document.paths as Record<string, Record<string, JsonObject>>;
  expect(paths["/open"]?.get?.security).toEqual([]);
  expect(paths["/closed"]?.get?.security).toEqual([{ token: ["things.read"] }, { key: ["things.read"] }]);
  expect((document.components as JsonObject).securitySchemes).toEqual(schemes);
});

test("comments are descriptions", async () => {
  const comment = (path: number[], leadingComments: string) => ({ path, span: [0, 0, 0], leadingComments });
  const location: JsonValue = [
    comment([4, 0], " A thing.\n On two lines.\n"),
    comment([4, 0, 2, 0], " How it is called.\n"),
    { path: [4, 0, 2, 1], span: [0, 0, 0], trailingComments: " Its colour.\n" },
    comment([5, 0], " Colours.\n"),
    comment([5, 0, 2, 1], " Like blood.\n"),
    comment([6, 0], " Serves things.\n"),
    comment([6, 0, 2, 0], " Gets one.\n"),
  ];
  const document = await documentOf({
    enums: { Color: ["COLOR_UNSPECIFIED", "COLOR_RED"] },
    messages: { Thing: ["string name = 1", "Color color = 2"] },
    methods: { Get: { input: "Thing", output: "Thing", http: { get: "/v1/{name}" } } },
    sourceCodeInfo: { location },
  });
  expect(document.tags).toEqual([{ name: "thing.v1.ThingService", description: "Serves things." }]);
  expect(document.paths).toMatchObject({
    "/v1/{name}": {
      get: {
        description: "Gets one.",
        parameters: [{ description: "How it is called." }, { name: "color", description: "Its colour." }],
      },
    },
  });
  expect((document.components as JsonObject).schemas).toMatchObject({
    "thing.v1.Thing": {
      description: "A thing.\nOn two lines.",
      properties: { name: { description: "How it is called." } },
    },
    "thing.v1.Color": { description: "Colours.\n\n- `COLOR_RED`: Like blood." },
  });
});

test("the services of this workspace have a valid document, and always the same", async () => {
  const bytes = readFileSync(new URL(import.meta.resolve("@workspace/proto/descriptor.binpb")));
  const make = () => {
    const table = readRestTable([...readDescriptorSet(bytes)].filter((desc) => desc.kind === "service"));
    expect(table.problems).toEqual([]);
    expect(table.routes.length).toBeGreaterThan(0);
    return createOpenApi(table, info);
  };
  const document = make();
  expect(await new Validator().validate(structuredClone(document))).toEqual({ valid: true });
  expect(JSON.stringify(make())).toBe(JSON.stringify(document));
});
