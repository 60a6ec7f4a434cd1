import { expect, test } from "vitest";
import { requestMetadata, responseMetadata } from "./metadata.ts";

test("headers of the connection, of a protocol and of browsers end at the gateway; the others pass, each as often as it came", () => {
  const fields = [
    ...["Host", "x", "Content-Type", "application/json", "TE", "trailers", "Keep-Alive", "5", "User-Agent", "curl"],
    ...["Grpc-Timeout", "1S", "connect-protocol-version", "1", "Accept", "*/*", "accept-encoding", "gzip"],
    ...["Origin", "https://a", "Sec-Fetch-Mode", "cors", "traceparent", "00-", "X-Request-Timeout", "1"],
    ...[":path", "/", "X-Hop", "1", "X-Custom", "a", "x-custom", "b", "X-Bytes-Bin", "AQID", "authorization", "c"],
  ];
  expect(requestMetadata(fields, "close, X-Hop", (name) => name === "authorization")).toEqual([
    ...["x-custom", "a", "x-custom", "b", "x-bytes-bin", "AQID"],
  ]);
  expect(requestMetadata(["Authorization", "c"], undefined)).toEqual(["authorization", "c"]);
});

test("an upstream cannot smuggle headers of a protocol", () => {
  const smuggled = [
    ...["grpc-status", "0", "grpc-message", "fine", "connect-content-encoding", "gzip", "content-encoding", "gzip"],
    ...[
      "content-length",
      "1",
      "content-security-policy",
      "none",
      "transfer-encoding",
      "chunked",
      "connection",
      "close",
    ],
    ...["trailer-x", "1", "access-control-allow-origin", "*", "accept-post", "x", "keep-alive", "1", "upgrade", "h2c"],
  ];
  expect(responseMetadata([...smuggled, "x-custom", "1", "set-cookie", "a=b"])).toEqual([
    ...["x-custom", "1", "set-cookie", "a=b"],
  ]);
});

test("what HTTP/1.1 cannot carry is left out", () => {
  const bad = ["x-a", "1\r\nx-b: 2", "x-c", "\0", "x d", "1", "x:e", "1", "", "1"];
  expect(responseMetadata([...bad, "x-good", "ü\t"])).toEqual(["x-good", "ü\t"]);
});
