/** The least that Node's own HTTP can do: node:http in front, a stream of node:http2 behind, for unary JSON alone. */
import { createServer, type ServerResponse } from "node:http";
import { connect } from "node:http2";
import { fromBinary, fromJsonString, toBinary, toJsonString } from "@bufbuild/protobuf";
import { EchoRequestSchema, EchoResponseSchema } from "./echo.ts";
import { backend, listen } from "./listen.ts";

const session = connect(`http://${backend}`);

listen(
  createServer((request, response) => {
    const body: Buffer[] = [];
    request.on("data", (chunk: Buffer) => body.push(chunk));
    request.on("end", () => call(request.url as string, Buffer.concat(body).toString(), response));
  }),
);

function call(path: string, json: string, response: ServerResponse): void {
  const stream = session.request({
    ":method": "POST",
    ":path": path,
    "content-type": "application/grpc+proto",
    te: "trailers",
  });
  const answer: Buffer[] = [];
  let status: unknown;
  stream.on("data", (chunk: Buffer) => answer.push(chunk));
  stream.on("trailers", (trailers) => {
    status = trailers["grpc-status"];
  });
  stream.on("error", () => undefined);
  stream.on("close", () => {
    if (status !== "0") return response.writeHead(500).end();
    const text = toJsonString(EchoResponseSchema, fromBinary(EchoResponseSchema, Buffer.concat(answer).subarray(5)));
    return response.writeHead(200, { "content-type": "application/json", "content-length": text.length }).end(text);
  });
  const message = toBinary(EchoRequestSchema, fromJsonString(EchoRequestSchema, json));
  const envelope = Buffer.alloc(5);
  envelope.writeUInt32BE(message.length, 1);
  stream.end(Buffer.concat([envelope, message]));
}
