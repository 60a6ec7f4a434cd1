import { once } from "node:events";
import * as http from "node:http";
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eachFrame, encodeFrame } from "../src/protocol/frames.ts";
import { EchoRequestSchema, EchoResponseSchema } from "./support/echo.ts";
import { startGateway, type TestGateway } from "./support/gateway.ts";
import { type FakeUpstream, startUpstream } from "./support/upstream.ts";

const messages = 120;
/** As large as many frames of HTTP/2, and as small as to share one. */
const sizes = [64 * 1024, 100_000, 3, 16_384, 200_001];
const sizeOf = (i: number) => sizes[i % sizes.length] as number;
/** No two messages are the same, and no two parts of one. */
const payloadOf = (name: string, i: number) => Buffer.alloc(sizeOf(i), `${name}, ${i}; `);

let upstream: FakeUpstream;
let gateway: TestGateway;
beforeAll(async () => {
  upstream = await startUpstream({
    impl: {
      async *server({ text }) {
        for (let i = 0; i < messages; i++) yield { payload: payloadOf(text, i) };
      },
    },
  });
  // One connection, so that all streams come in the same memory.
  gateway = await startGateway([upstream], { pool: { maxConnectionsPerAddress: 1 } });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

/** Asks for a stream over HTTP/1.1. */
async function ask(name: string): Promise<http.IncomingMessage> {
  const request = http.request(`${gateway.url}/echo.v1.EchoService/Server`, {
    method: "POST",
    headers: { "content-type": "application/grpc-web+proto" },
  });
  request.end(encodeFrame(0, toBinary(EchoRequestSchema, create(name))));
  const [response] = (await once(request, "response")) as [http.IncomingMessage];
  return response;
}

function create(text: string) {
  return { $typeName: "echo.v1.EchoRequest", text, count: 0, payload: new Uint8Array(0) } as const;
}

/** Reads the rest of an answer; returns the messages that are not what they should be, and how many there were. */
async function faults(response: AsyncIterable<Buffer>, name: string): Promise<{ count: number; wrong: number[] }> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const wrong: number[] = [];
  let count = 0;
  eachFrame(chunks, (message) => {
    const i = count++;
    if (i === messages) return; // the trailers
    const { payload } = fromBinary(EchoResponseSchema, message);
    if (Buffer.compare(payload, payloadOf(name, i)) !== 0) wrong.push(i);
  });
  return { count, wrong };
}

test("streams of large messages arrive as they were sent, whoever reads slowly beside them", async () => {
  const whole = { count: messages + 1, wrong: [] };
  // What they do not read waits in the gateway while memory is written to anew for the others.
  const waiting = await Promise.all(["slow", "slower"].map(ask));
  const swift = ["one", "two", "three", "four"];
  expect(await Promise.all(swift.map(async (name) => faults(await ask(name), name)))).toEqual(swift.map(() => whole));
  for (const [i, name] of ["slow", "slower"].entries()) {
    expect(await faults(waiting[i] as http.IncomingMessage, name)).toEqual(whole);
  }
});
