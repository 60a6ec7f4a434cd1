import { create, type DescMethod, type DescService, type JsonObject, type JsonValue, toJson } from "@bufbuild/protobuf";
import { createClient } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { createRest } from "../src/rest/rest.ts";
import { createLog } from "../src/telemetry/log.ts";
import { describeFile } from "./support/described.ts";
import { startGateway, transportTo } from "./support/gateway.ts";
import { startUpstream } from "./support/upstream.ts";

const registry = describeFile({
  enums: { Color: ["COLOR_UNSPECIFIED", "COLOR_RED"] },
  messages: {
    Request: [
      "string name = 1",
      "int64 size = 2",
      "repeated double ratios = 3",
      "map<string, Color> colors = 4",
      "Part part = 5",
      "google.protobuf.Timestamp at = 6",
      "google.protobuf.Struct extra = 7",
      "bytes payload = 8",
      "google.protobuf.BoolValue flag = 9",
      "google.protobuf.Duration pause = 10",
    ],
    Part: ["string id = 1", "uint32 count = 2", "Part inner = 3", "repeated Part parts = 4"],
    Answer: ["Request request = 1", "string method = 2"],
  },
  methods: {
    Get: {
      input: "Request",
      output: "Answer",
      http: { get: "/v1/{name=things/*/parts/*}", additionalBindings: [{ get: "/v1/all/{part.id}/{size}:count" }] },
    },
    Create: { input: "Request", output: "Answer", http: { post: "/v1/{name}", body: "part" } },
    Replace: {
      input: "Request",
      output: "Answer",
      http: { put: "/v1/{name=things/*}", body: "*", responseBody: "request" },
    },
    Delete: { input: "Request", output: "Answer", http: { delete: "/v1/{name=things/*}" } },
    Watch: { input: "Request", output: "Answer", serverStreaming: true, http: { get: "/v1/{name=things/*}:watch" } },
  },
});
const service = registry.getService("thing.v1.ThingService") as DescService;

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema?: JsonObject;
  readonly content?: Record<string, { schema: JsonObject }>;
}
interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Record<string, { schema: JsonObject }> };
}
interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, JsonObject> };
}

/** A value that a schema allows, not one of those that protobuf takes for unset. */
function sample({ components }: Document, schema: JsonObject, depth = 0): JsonValue {
  if (typeof schema.$ref === "string") {
    return sample({ components } as Document, components.schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {}, depth);
  }
  if (Array.isArray(schema.enum)) return schema.enum.at(-1) ?? null;
  const within = (part: JsonValue | undefined) => sample({ components } as Document, part as JsonObject, depth + 1);
  switch ([schema.type].flat()[0]) {
    case "string":
      if (schema.format === "date-time") return "2026-01-02T03:04:05Z";
      if (schema.contentEncoding === "base64") return "/+8=";
      if (schema.format === "int64") return "9007199254740993";
      return Array.isArray(schema.examples) ? (schema.examples[0] ?? null) : "a b/€";
    case "integer":
      return 7;
    case "number":
      return 1.5;
    case "boolean":
      return true;
    case "array":
      return depth > 4 ? [] : [within(schema.items)];
    default: {
      if (typeof schema.additionalProperties === "object") return { key: within(schema.additionalProperties) };
      const properties = Object.entries((schema.properties ?? { free: { type: "string" } }) as JsonObject);
      return Object.fromEntries(depth > 4 ? [] : properties.map(([name, value]) => [name, within(value)]));
    }
  }
}

/** What a client that knows nothing but the document sends for an operation. */
function requestOf(document: Document, path: string, { parameters = [], requestBody }: Operation) {
  let target = path;
  const query: string[] = [];
  const pair = (name: string, value: JsonValue) =>
    query.push(`${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
  for (const parameter of parameters) {
    const { name, schema, content } = parameter;
    const value = sample(document, schema ?? content?.["application/json"]?.schema ?? {});
    if (parameter.in === "path") target = target.replace(`{${name}}`, encodeURIComponent(String(value)));
    if (parameter.in !== "query") continue;
    if (content !== undefined) pair(name, JSON.stringify(value));
    else if (Array.isArray(value)) for (const item of value) pair(name, item);
    else if (typeof value !== "object" || value === null) pair(name, value);
    else for (const [key, item] of Object.entries(value)) pair(`${name}[${key}]`, item);
  }
  const body = requestBody && JSON.stringify(sample(document, requestBody.content["application/json"]?.schema ?? {}));
  return { target: query.length === 0 ? target : `${target}?${query.join("&")}`, body };
}

test("every operation of the document can be called by it, and answers what the method answers by gRPC", async () => {
  const received: { method: DescMethod; request: object }[] = [];
  const answerOf = (method: DescMethod) => (request: object) => {
    received.push({ method, request });
    return { request, method: method.name };
  };
  const implementation = Object.fromEntries(
    service.methods.map((method) => [
      method.localName,
      method.methodKind === "unary"
        ? answerOf(method)
        : async function* (request: object) {
            yield answerOf(method)(request);
            yield { method: "again" };
          },
    ]),
  );
  await using upstream = await startUpstream({ routes: (router) => router.service(service, implementation as never) });
  await using gateway = await startGateway([upstream], {
    registry,
    routes: [{ upstream: "thing", packages: ["thing.v1"], address: upstream.address }],
    rest: createRest({
      log: createLog("gateway", "error", { write: () => undefined }),
      openApi: { title: "T", version: "1" },
    }),
  });
  const document = (await (await fetch(`${gateway.url}/openapi.json`)).json()) as Document;
  const client = createClient(service, transportTo(gateway.url, "grpc binary 2")) as unknown as Record<
    string,
    (request: object) => Promise<object> & AsyncIterable<object>
  >;

  const called: string[] = [];
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [httpMethod, operation] of Object.entries(item)) {
      const { target, body } = requestOf(document, path, operation);
      const response = await fetch(gateway.url + target, {
        method: httpMethod.toUpperCase(),
        headers: { accept: "application/json", ...(body === undefined ? {} : { "content-type": "application/json" }) },
        ...(body === undefined ? {} : { body }),
      });
      const json = (await response.json()) as JsonValue;
      expect([operation.operationId, response.status, response.ok ? "" : json]).toEqual([
        operation.operationId,
        200,
        "",
      ]);
      const { method, request } = received.at(-1) as (typeof received)[number];
      expect(operation.operationId).toMatch(new RegExp(`^thing\\.v1\\.ThingService\\.${method.name}(?:_2)?$`));
      called.push(operation.operationId);

      // All that the document names has arrived.
      const arrived = toJson(method.input, create(method.input, request as never), { registry }) as JsonObject;
      const fields = method.input.fields.map(({ jsonName }) => jsonName);
      if (method.name !== "Create") expect(Object.keys(arrived)).toEqual(fields);

      const answers: object[] = [];
      const call = client[method.localName]?.(request);
      if (method.methodKind === "unary") answers.push(await (call as Promise<object>));
      else for await (const answer of call as AsyncIterable<object>) answers.push(answer);
      const byGrpc = answers.map((answer) => toJson(method.output, answer as never, { registry }) as JsonObject);
      const whole = method.name === "Replace" ? byGrpc[0]?.request : byGrpc[0];
      expect(json).toEqual(method.methodKind === "unary" ? whole : byGrpc);
    }
  }
  expect(called).toHaveLength(6);
});
