import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http2";

/** Headers as Node gives them, without the pseudo-headers of HTTP/2. */
export function fromNodeHeaders(headers: IncomingHttpHeaders): Headers {
  const result = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith(":") || value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) result.append(name, one);
  }
  return result;
}

/** Headers as Node wants them. */
export function toNodeHeaders(headers: Headers | undefined): OutgoingHttpHeaders {
  const result: OutgoingHttpHeaders = {};
  for (const [name, value] of headers ?? []) {
    if (name !== "set-cookie") result[name] = value;
  }
  const cookies = headers?.getSetCookie() ?? [];
  if (cookies.length > 0) result["set-cookie"] = cookies;
  return result;
}
