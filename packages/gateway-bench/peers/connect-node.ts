/** The peer that its documentation describes: handlers of connect-node that call the backend through its gRPC client. */
import { createServer } from "node:http";
import { createClient } from "@connectrpc/connect";
import { connectNodeAdapter, createGrpcTransport } from "@connectrpc/connect-node";
import { echoService } from "./echo.ts";
import { backend, listen } from "./listen.ts";

const client = createClient(echoService, createGrpcTransport({ baseUrl: `http://${backend}` }));
const handler = connectNodeAdapter({
  routes: (router) =>
    router.service(echoService, {
      echo: (request, { signal }) => client.echo(request, { signal }),
      count: (request, { signal }) => client.count(request, { signal }),
    }),
});
listen(createServer(handler));
