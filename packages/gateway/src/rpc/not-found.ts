import { Code, ConnectError } from "@connectrpc/connect";
import { answer, answerJson } from "../http/answer.ts";
import type { HttpHandler } from "../http/exchange.ts";
import { writeStatus } from "./status.ts";

const message = "no such method";

/** Answers a path that nobody serves, in the words of the protocol that asks. */
export const notFound: HttpHandler = (exchange) => {
  const contentType = exchange.headers["content-type"] ?? "";
  if (!contentType.startsWith("application/grpc")) return answerJson(exchange, 404, { code: "unimplemented", message });
  // gRPC and gRPC-Web take a status in the headers where there is no body.
  const status = writeStatus(new ConnectError(message, Code.Unimplemented));
  answer(exchange, 200, ["content-type", contentType, ...status]);
};
