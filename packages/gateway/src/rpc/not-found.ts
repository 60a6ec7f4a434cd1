import { Code } from "@connectrpc/connect";
import type { HttpHandler } from "../http/handler.ts";
import { jsonResponse } from "../http/response.ts";

const message = "no such method";

/** Answers a path that nobody serves, in the words of the protocol that asks. */
export const notFound: HttpHandler = async ({ header }) => {
  const contentType = header.get("content-type") ?? "";
  if (!contentType.startsWith("application/grpc")) return jsonResponse(404, { code: "unimplemented", message });
  // gRPC and gRPC-Web take a status in the headers where there is no body.
  return {
    status: 200,
    header: new Headers({
      "content-type": contentType,
      "grpc-status": String(Code.Unimplemented),
      "grpc-message": encodeURIComponent(message),
    }),
  };
};
