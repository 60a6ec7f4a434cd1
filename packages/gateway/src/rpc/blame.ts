import { Code, ConnectError } from "@connectrpc/connect";
import { codeFromString, codeToHttpStatus, codeToString } from "@connectrpc/connect/protocol-connect";
import type { HttpResponse } from "../http/handler.ts";
import { jsonResponse } from "../http/response.ts";

/**
 * What the caller did, where the library failed while it read a request. It blames itself for bytes that are not the message, and
 * speaks of its own settings where there are too many; undefined for any other code.
 */
export function blame(code: Code, maxRequestBytes: number): ConnectError | undefined {
  switch (code) {
    case Code.Internal:
    case Code.Unknown:
      return new ConnectError("the request is not a well-formed message", Code.InvalidArgument);
    case Code.ResourceExhausted:
      return new ConnectError(`the request message is larger than ${maxRequestBytes} bytes`, Code.ResourceExhausted);
    default:
      return undefined;
  }
}

/** Corrects an answer that was made before the call was passed on: Connect's unary form has no other place to notice. */
export async function blameRequest(
  response: HttpResponse,
  maxRequestBytes: number,
): Promise<{ response: HttpResponse; code: Code }> {
  const header = new Headers(response.header);
  const isError = header.get("content-type") === "application/json" && !header.has("content-encoding");
  if (response.body === undefined || !isError) return { response, code: Code.Unknown };

  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  const content = JSON.parse(Buffer.concat(chunks).toString("utf8")) as { code?: string };
  const code = codeFromString(content.code ?? "") ?? Code.Unknown;
  const corrected = blame(code, maxRequestBytes);
  if (corrected === undefined) return { response: { ...response, body: from(chunks) }, code };

  const answer = { code: codeToString(corrected.code), message: corrected.rawMessage };
  return { response: jsonResponse(codeToHttpStatus(corrected.code), answer), code: corrected.code };
}

async function* from(chunks: readonly Uint8Array[]) {
  yield* chunks;
}
