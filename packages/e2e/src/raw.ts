import { request } from "node:http";
import { connect } from "node:http2";

/** What came back, whatever it was. */
export interface RawResponse {
  readonly status: number;
  /** Headers, and trailers where there were any; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/**
 * Posts bytes over HTTP/1.1, without any client's opinion of them. A server that answers before it has read all, and then
 * closes, has answered.
 */
export function postHttp1(url: string, contentType: string, body: string | Uint8Array): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": contentType, "content-length": Buffer.byteLength(body), connection: "close" };
    const sent = request(url, { method: "POST", headers }, (response) => {
      const chunks: Buffer[] = [];
      const done = () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: flat(response.headers),
          text: Buffer.concat(chunks).toString("utf8"),
        });
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", done);
      response.on("error", done);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Posts bytes over cleartext HTTP/2, as a gRPC client would, and ends the request. */
export function postHttp2(origin: string, path: string, contentType: string, body: Uint8Array): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    // What waits to be sent counts as the session's memory, and beyond the default of 10 MB Node refuses the response's headers.
    const session = connect(origin, { maxSessionMemory: 256 });
    session.on("error", reject);
    const stream = session.request({ ":method": "POST", ":path": path, "content-type": contentType, te: "trailers" });
    const headers: Record<string, string> = {};
    const chunks: Buffer[] = [];
    stream.on("response", (fields) => Object.assign(headers, flat(fields)));
    stream.on("trailers", (fields) => Object.assign(headers, flat(fields)));
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("error", (error) => (headers[":status"] ? undefined : reject(error)));
    stream.on("close", () => {
      session.close();
      resolve({ status: Number(headers[":status"] ?? 0), headers, text: Buffer.concat(chunks).toString("utf8") });
    });
    stream.end(body);
  });
}

/** A gRPC message behind its prefix, which promises `promised` bytes. */
export function grpcFrame(message: Uint8Array, promised = message.length): Uint8Array {
  const frame = Buffer.alloc(5 + message.length);
  frame.writeUInt32BE(promised, 1);
  frame.set(message, 5);
  return frame;
}

function flat(headers: Readonly<Record<string, string | string[] | number | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
