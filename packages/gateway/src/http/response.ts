import type { HttpResponse } from "./handler.ts";

/** A whole answer in JSON, which nobody may keep. */
export function jsonResponse(status: number, content: Readonly<Record<string, unknown>>): HttpResponse {
  const bytes = new TextEncoder().encode(`${JSON.stringify(content)}\n`);
  const header = new Headers({
    "content-type": "application/json",
    "content-length": String(bytes.byteLength),
    "cache-control": "no-store",
  });
  return { status, header, body: single(bytes) };
}

async function* single(bytes: Uint8Array) {
  yield bytes;
}
