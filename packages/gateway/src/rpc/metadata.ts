import type { Fields } from "../upstream/connection.ts";

/** Belongs to one connection or to one protocol, so it must not travel to the next hop. */
const protocolOwn = new Set([
  "accept",
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
const protocolPrefix = /^(?::|grpc-|connect-|content-|trailer-|accept-|access-control-)/;

/** What a browser says about itself to the edge, and what is written anew: the trace context and the deadline. */
const requestOwn = new Set(["origin", "referer", "traceparent", "tracestate", "x-request-timeout"]);
const requestPrefix = /^sec-/;

/** What may stand in a name or a value over HTTP/1.1 (RFC 9110, 5.5 and 5.6.2); HTTP/2 carries any byte. */
const nameForm = /^[\w!#$%&'*+\-.^`|~]+$/;
const valueForm = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * The custom metadata of a request, as it is passed on. `connection` is its Connection header; what is `withheld`
 * ends here.
 */
export function requestMetadata(
  fields: Fields,
  connection: string | undefined,
  withheld?: (name: string) => boolean,
): string[] {
  const result: string[] = [];
  const named = connectionOptions(connection);
  for (let i = 0; i < fields.length; i += 2) {
    const name = (fields[i] as string).toLowerCase();
    if (protocolOwn.has(name) || requestOwn.has(name) || protocolPrefix.test(name) || requestPrefix.test(name))
      continue;
    if (named?.includes(name) || withheld?.(name)) continue;
    result.push(name, fields[i + 1] as string);
  }
  return result;
}

/** The custom metadata of an answer's headers or trailers, as it is passed on. What HTTP/1.1 cannot carry is left out. */
export function responseMetadata(fields: Fields): Fields {
  const result: string[] = [];
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i] as string;
    const value = fields[i + 1] as string;
    if (protocolOwn.has(name) || protocolPrefix.test(name)) continue;
    if (nameForm.test(name) && valueForm.test(value)) result.push(name, value);
  }
  return result;
}

/** The options of a Connection header besides the usual one; each names a header of this connection only. */
function connectionOptions(connection: string | undefined): string[] | undefined {
  if (connection === undefined || connection === "keep-alive") return undefined;
  return connection.toLowerCase().split(/\s*,\s*/);
}

/** Headers as a flat list. */
export function toFields(headers: Headers): Fields {
  return [...headers].flat();
}
