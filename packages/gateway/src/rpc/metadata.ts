/** Belongs to one connection or to one protocol, so it must not travel to the next hop. */
const protocolOwn = new Set([
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "date",
  "expect",
  "host",
  "http2-settings",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "user-agent",
  "x-grpc-web",
  "x-user-agent",
]);
const protocolPrefix = /^(?::|grpc-|connect-|trailer-|accept$|accept-|access-control-)/;

/** What a browser says about itself to the edge, and the trace context, which is written anew. */
const requestOwn = new Set(["origin", "referer", "traceparent", "tracestate"]);
const requestPrefix = /^sec-/;

/** The custom metadata of a request, as it is passed on. */
export function requestMetadata(headers: Headers): Headers {
  return pick(headers, (name) => !requestOwn.has(name) && !requestPrefix.test(name));
}

/** The custom metadata of an answer's headers or trailers, as it is passed on. */
export function responseMetadata(headers: Headers): Headers {
  return pick(headers, () => true);
}

/** Adds all of one to the other. */
export function append(into: Headers, from: Headers): void {
  for (const [name, value] of from) into.append(name, value);
}

function pick(headers: Headers, wanted: (name: string) => boolean): Headers {
  const named = new Set(
    headers
      .get("connection")
      ?.toLowerCase()
      .split(/\s*,\s*/),
  );
  const result = new Headers();
  for (const [name, value] of headers) {
    if (!(protocolOwn.has(name) || protocolPrefix.test(name) || named.has(name)) && wanted(name)) {
      result.append(name, value);
    }
  }
  return result;
}
