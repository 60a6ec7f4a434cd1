import { StringValueSchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { echoService } from "./support/echo.ts";
import { clientOf, protocols, startGateway, type TestGateway } from "./support/gateway.ts";
import { type FakeUpstream, startUpstream } from "./support/upstream.ts";

let upstream: FakeUpstream;
let gateway: TestGateway;
beforeAll(async () => {
  upstream = await startUpstream({
    impl: {
      unary(request, context) {
        if (request.text === "fail") {
          const error = new ConnectError("no such thing: ü", Code.NotFound, { "x-reason": "gone" });
          error.details.push({ desc: StringValueSchema, value: { value: "known" } });
          error.details.push({ type: "nobody.knows.Detail", value: new Uint8Array([1, 2, 3]) } as never);
          throw error;
        }
        context.responseHeader.set("x-header", context.requestHeader.get("x-custom") ?? "");
        context.responseHeader.set("x-bytes-bin", context.requestHeader.get("x-bytes-bin") ?? "");
        context.responseTrailer.set("x-trailer", "tail");
        return { text: request.text, payload: request.payload };
      },
    },
  });
  gateway = await startGateway([upstream]);
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

async function* texts(...all: string[]) {
  for (const text of all) yield { text };
}

async function collect(answers: AsyncIterable<{ text: string }>): Promise<string[]> {
  const found: string[] = [];
  for await (const { text } of answers) found.push(text);
  return found;
}

describe.each(protocols)("a service known by its descriptor alone, over %s", (protocol) => {
  test("answers unary calls, with headers and trailers both ways", async () => {
    let header = new Headers();
    let trailer = new Headers();
    const answer = await clientOf(gateway, protocol).unary(
      { text: "hello", payload: new Uint8Array([1, 2, 3]) },
      {
        headers: { "x-custom": "value", "x-bytes-bin": "AQID" },
        onHeader: (headers) => {
          header = headers;
        },
        onTrailer: (trailers) => {
          trailer = trailers;
        },
      },
    );
    expect(answer).toMatchObject({ text: "hello", payload: new Uint8Array([1, 2, 3]) });
    expect(header.get("x-header")).toBe("value");
    expect(header.get("x-bytes-bin")).toBe("AQID");
    expect(trailer.get("x-trailer")).toBe("tail");
    const seen = upstream.calls.at(-1)?.requestHeader;
    expect(seen?.get("content-type")).toBe("application/grpc+proto");
    expect([...(seen?.keys() ?? [])].filter((name) => name.startsWith("connect-"))).toEqual([]);
  });

  test("streams answers", async () => {
    expect(await collect(clientOf(gateway, protocol).server({ text: "n", count: 3 }))).toEqual(["n0", "n1", "n2"]);
  });

  test("takes a stream of requests", async () => {
    expect((await clientOf(gateway, protocol).client(texts("a", "b"))).text).toBe("a,b");
  });

  test("passes errors on with code, text, metadata and details of unknown types", async () => {
    const error = await clientOf(gateway, protocol)
      .unary({ text: "fail" })
      .then(
        () => expect.unreachable("the call succeeded"),
        (reason: unknown) => ConnectError.from(reason),
      );
    expect(error.code).toBe(Code.NotFound);
    expect(error.rawMessage).toBe("no such thing: ü");
    expect(error.metadata.get("x-reason")).toBe("gone");
    expect(error.findDetails(StringValueSchema).map(({ value }) => value)).toEqual(["known"]);
    expect(error.details[1]).toMatchObject({ type: "nobody.knows.Detail", value: new Uint8Array([1, 2, 3]) });
  });
});

test.each(protocols)("over %s both sides stream at once", async (protocol) => {
  const heard = Array.from({ length: 3 }, () => Promise.withResolvers<string>());
  async function* requests() {
    yield { text: "first" };
    // Each request depends on the answer before, so neither side can have been collected first.
    yield { text: `after ${await heard[0]?.promise}` };
    yield { text: `after ${await heard[1]?.promise}` };
  }
  const found: string[] = [];
  for await (const { text } of clientOf(gateway, protocol).bidi(requests())) {
    heard[found.length]?.resolve(text);
    found.push(text);
  }
  expect(found).toEqual(["first", "after first", "after after first"]);
});

test("a method without side effects answers GET", async () => {
  const client = createClient(
    echoService,
    createConnectTransport({ baseUrl: gateway.url, httpVersion: "1.1", useHttpGet: true }),
  );
  expect((await client.read({ text: "by get" })).text).toBe("by get");
  const query = new URLSearchParams({ connect: "v1", encoding: "json", message: '{"text":"by hand"}' });
  const response = await fetch(`${gateway.url}/echo.v1.EchoService/Read?${query}`);
  expect(await response.json()).toEqual({ text: "by hand", upstream: "one" });
  expect((await fetch(`${gateway.url}/echo.v1.EchoService/Unary?${query}`)).status).toBe(405);
});

test("details of an unknown type are bytes in an answer in JSON", async () => {
  const response = await fetch(`${gateway.url}/echo.v1.EchoService/Unary`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text: "fail" }),
  });
  expect(response.status).toBe(404);
  const body = (await response.json()) as { code: string; details: { type: string; value: string; debug?: unknown }[] };
  expect(body.code).toBe("not_found");
  expect(body.details.map(({ type }) => type)).toEqual(["google.protobuf.StringValue", "nobody.knows.Detail"]);
  expect(body.details[1]).toEqual({ type: "nobody.knows.Detail", value: "AQID" });
});
