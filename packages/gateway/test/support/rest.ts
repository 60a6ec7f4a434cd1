import type { DescService, JsonValue } from "@bufbuild/protobuf";
import type { HandlerContext } from "@connectrpc/connect";
import { createRest } from "../../src/rest/rest.ts";
import { createLog } from "../../src/telemetry/log.ts";
import { describeFile } from "./described.ts";
import { startGateway } from "./gateway.ts";
import { startUpstream } from "./upstream.ts";

const registry = describeFile({
  messages: {
    Thing: [
      "string name = 1",
      "int64 size = 2",
      "repeated string tags = 3",
      "google.protobuf.FieldMask update_mask = 4",
      "Thing inner = 5",
    ],
    Upload: ["string name = 1", "google.api.HttpBody file = 2"],
  },
  methods: {
    Get: {
      input: "Thing",
      output: "Thing",
      http: { get: "/v1/{name=things/*}", additionalBindings: [{ post: "/v1/things:get", body: "*" }] },
      options: { idempotencyLevel: "NO_SIDE_EFFECTS" },
    },
    Update: { input: "Thing", output: "Thing", http: { patch: "/v1/{inner.name=things/*}", body: "inner" } },
    Watch: { input: "Thing", output: "Thing", serverStreaming: true, http: { get: "/v1/{name=things/*}:watch" } },
    Collect: {
      input: "Thing",
      output: "Thing",
      clientStreaming: true,
      http: { post: "/v1/{name=things/*}:collect", body: "*" },
    },
    Talk: {
      input: "Thing",
      output: "Thing",
      clientStreaming: true,
      serverStreaming: true,
      http: { post: "/v1/talk", body: "*" },
    },
    Store: { input: "Upload", output: "google.api.HttpBody", http: { put: "/v1/{name=files/**}", body: "file" } },
    Load: {
      input: "Upload",
      output: "google.api.HttpBody",
      serverStreaming: true,
      http: { get: "/v1/{name=files/**}" },
    },
    Hidden: { input: "Thing", output: "Thing" },
  },
});
const service = registry.getService("thing.v1.ThingService") as DescService;

export interface Thing {
  name: string;
  size: bigint;
  tags: string[];
  updateMask?: { paths: string[] };
}

type Impl = Record<string, (request: never, context: HandlerContext) => unknown>;

const defaults: Impl = {
  get: (thing: Thing) => thing,
  update: (thing: Thing) => thing,
  async *watch({ name, size }: Thing) {
    for (let i = 1n; i <= size; i++) yield { name, size: i };
  },
  async collect(things: AsyncIterable<Thing>) {
    const tags: string[] = [];
    for await (const thing of things) tags.push(`${thing.name}:${thing.size}`);
    return { tags };
  },
  async *talk(things: AsyncIterable<Thing>) {
    for await (const thing of things) yield thing;
  },
  store: ({ file }: { file: object }) => file,
  async *load() {
    yield { contentType: "text/plain", data: Buffer.from("one ") };
    yield { data: Buffer.from("two") };
  },
};

/** A gateway with REST in front of a service that echoes, unless told otherwise by method. */
export async function startRest(
  impl: Impl = {},
  options: { heartbeatMs?: number } & Parameters<typeof startGateway>[1] = {},
) {
  const disposables = new AsyncDisposableStack();
  const upstream = disposables.use(
    await startUpstream({ routes: (router) => router.service(service, { ...defaults, ...impl } as never) }),
  );
  const log = createLog("gateway", "error", { write: () => undefined });
  const { heartbeatMs = 60_000, ...rest } = options;
  const gateway = disposables.use(
    await startGateway([upstream], {
      registry,
      routes: [{ upstream: "thing", packages: ["thing.v1"], address: upstream.address }],
      rest: createRest({ log, heartbeatMs, openApi: { title: "Things", version: "1" } }),
      ...rest,
    }),
  );
  const ask = async (target: string, init: RequestInit = {}) => {
    const response = await fetch(gateway.url + target, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parse(text) };
  };
  return { gateway, ask, [Symbol.asyncDispose]: () => disposables.disposeAsync() };
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const postJson = (body: JsonValue, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});
