import { Code } from "@connectrpc/connect";
import { codeFromString, codeToHttpStatus } from "@connectrpc/connect/protocol-connect";
import type { HttpResponse } from "../http/handler.ts";
import { jsonResponse } from "../http/response.ts";

/**
 * What an answer says that was made before the call was passed on. An INTERNAL at that point can only be the library's word for a
 * request that it could not decode (Connect's unary form has no other place to notice): the caller is told what it is.
 */
export async function blameRequest(response: HttpResponse): Promise<{ response: HttpResponse; code: Code }> {
  const header = new Headers(response.header);
  const isError = header.get("content-type") === "application/json" && !header.has("content-encoding");
  if (response.body === undefined || !isError) return { response, code: Code.Unknown };

  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  const content = JSON.parse(Buffer.concat(chunks).toString("utf8")) as { code?: string };
  const code = codeFromString(content.code ?? "") ?? Code.Unknown;
  if (code !== Code.Internal) return { response: { ...response, body: from(chunks) }, code };

  const corrected = { code: "invalid_argument", message: "the request is not a well-formed message" };
  return { response: jsonResponse(codeToHttpStatus(Code.InvalidArgument), corrected), code: Code.InvalidArgument };
}

async function* from(chunks: readonly Uint8Array[]) {
  yield* chunks;
}
