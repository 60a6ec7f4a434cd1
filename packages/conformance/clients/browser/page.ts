/** What runs in the page. It is served with its types taken off, and calls as any page would that uses connect-web. */
import { createFileRegistry, type DescFile, fromBinary, type Message } from "@bufbuild/protobuf";
import { type GenMessage, type GenService, serviceDesc } from "@bufbuild/protobuf/codegenv2";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { type CallOptions, Code, ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcWebTransport } from "@connectrpc/connect-web";

type Get = Message<"sample.v1.GetRequest"> & { name: string; times: number };
type Got = Message<"sample.v1.GetResponse"> & { text: string };
type Fail = Message<"sample.v1.FailRequest"> & { code: number; message: string };
type Failed = Message<"sample.v1.FailResponse">;
type Count = Message<"sample.v1.CountRequest"> & { until: number };
type Counted = Message<"sample.v1.CountResponse"> & { number: number };

const descriptors = await (await fetch("/sample.binpb")).arrayBuffer();
const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, new Uint8Array(descriptors)));
const sampleService: GenService<{
  get: { methodKind: "unary"; input: GenMessage<Get>; output: GenMessage<Got> };
  fail: { methodKind: "unary"; input: GenMessage<Fail>; output: GenMessage<Failed> };
  count: { methodKind: "server_streaming"; input: GenMessage<Count>; output: GenMessage<Counted> };
}> = serviceDesc(registry.getFile("sample/v1/sample_service.proto") as DescFile, 0);

/** How the page calls. */
export type Wire = "Connect" | "binary Connect" | "Connect by GET" | "gRPC-Web";

function transportOf(wire: Wire, baseUrl: string) {
  if (wire === "gRPC-Web") return createGrpcWebTransport({ baseUrl });
  const useHttpGet = wire === "Connect by GET";
  return createConnectTransport({ baseUrl, useBinaryFormat: wire === "binary Connect", useHttpGet });
}

/** How a call failed, as the page sees it. */
interface Failure {
  readonly code: string;
  readonly message: string;
  /** Each with the text that its bytes hold. */
  readonly details: readonly { readonly type: string; readonly text: string }[];
}

function failureOf(error: unknown): Failure {
  const { code, rawMessage, details } = ConnectError.from(error);
  const incoming = details.filter((detail) => "value" in detail && "type" in detail);
  return {
    code: Code[code],
    message: rawMessage,
    details: incoming.map(({ type, value }) => ({
      type: String(type),
      text: new TextDecoder().decode(value as Uint8Array),
    })),
  };
}

/** The calls that the test makes by name, each to a gateway at `baseUrl`. */
const calls = {
  async get(wire: Wire, baseUrl: string) {
    let header: string | null = null;
    const options: CallOptions = {
      headers: { "sample-header": "there and back" },
      onHeader: (headers) => {
        header = headers.get("sample-header");
      },
    };
    const { text } = await createClient(sampleService, transportOf(wire, baseUrl)).get(
      { name: "ab", times: 2 },
      options,
    );
    return { text, header };
  },

  async count(wire: Wire, baseUrl: string) {
    const numbers: number[] = [];
    const client = createClient(sampleService, transportOf(wire, baseUrl));
    for await (const { number } of client.count({ until: 1_000 })) numbers.push(number);
    return { messages: numbers.length, last: numbers.at(-1) };
  },

  /** Leaves a stream without end: at its third message, or where there is a deadline, then. */
  async leave(wire: Wire, baseUrl: string, timeoutMs?: number) {
    const left = new AbortController();
    const client = createClient(sampleService, transportOf(wire, baseUrl));
    const options: CallOptions = { signal: left.signal, ...(timeoutMs !== undefined && { timeoutMs }) };
    try {
      for await (const { number } of client.count({ until: 0 }, options)) {
        if (timeoutMs === undefined && number === 3) left.abort();
      }
      return "the stream has ended";
    } catch (error) {
      return failureOf(error).code;
    }
  },

  async fail(wire: Wire, baseUrl: string) {
    const client = createClient(sampleService, transportOf(wire, baseUrl));
    return client.fail({ code: 9, message: "größer als 100 %" }).then(() => "no error", failureOf);
  },

  async reach(wire: Wire, baseUrl: string) {
    const client = createClient(sampleService, transportOf(wire, baseUrl));
    return client.get({ name: "ab" }).then(() => "reached", failureOf);
  },
};

/** As the test sees them. */
export type Calls = Record<keyof typeof calls, (wire: Wire, baseUrl: string, timeoutMs?: number) => Promise<unknown>>;
Object.assign(globalThis, { calls });
