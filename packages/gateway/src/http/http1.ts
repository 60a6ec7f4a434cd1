import * as http from "node:http";
import { answerJson } from "./answer.ts";
import type { HttpHandler } from "./exchange.ts";
import { splitTarget } from "./exchange.ts";
import { Http1Exchange } from "./http1-exchange.ts";
import type { ServerContext } from "./server.ts";

/** What HTTP/1.1 connections are handed to. It does not listen itself. */
export function createHttp1(handler: HttpHandler, context: ServerContext): http.Server {
  const server = http.createServer({
    maxHeaderSize: context.limits.maxHeaderBytes,
    headersTimeout: context.limits.headersTimeoutMs,
    // How long a body may take depends on the method, so the handlers bound it.
    requestTimeout: 0,
    connectionsCheckingInterval: Math.min(1_000, context.limits.headersTimeoutMs),
    keepAliveTimeout: context.limits.idleTimeoutMs,
  });
  server.on("request", (request, response) => {
    const target = splitTarget(request.url);
    const exchange = new Http1Exchange(request, response, context, target ?? { path: "", query: "" });
    try {
      if (target !== undefined) handler(exchange);
      else answerJson(exchange, 400, { code: "invalid_argument", message: "the request target is not a path" });
    } catch (error) {
      context.log.error({ error: String(error) }, "a handler failed");
      if (response.headersSent) exchange.destroy();
      else response.writeHead(500).end();
    }
  });
  // A server that does not listen would not watch its connections for slow headers.
  server.emit("listening");
  return server;
}
