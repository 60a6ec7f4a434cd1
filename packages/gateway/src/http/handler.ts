import type { UniversalHandlerFn, UniversalServerRequest, UniversalServerResponse } from "@connectrpc/connect/protocol";

/** Answers an HTTP request of whatever version. A rejection is a bug: the connection's side answers it with 500. */
export type HttpHandler = UniversalHandlerFn;

export type HttpRequest = UniversalServerRequest;
export type HttpResponse = UniversalServerResponse;

/** The path of a request, without the query. */
export function pathOf({ url }: Pick<HttpRequest, "url">): string {
  return new URL(url).pathname;
}
