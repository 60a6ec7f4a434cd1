import type { Exchange } from "../../http/exchange.ts";
import { negotiateCompression, textField } from "../compression.ts";
import { readTimeout } from "../connect-head.ts";
import type { RequestHead } from "../protocol.ts";

export function readHead(exchange: Exchange): RequestHead {
  const { headers } = exchange;
  const acceptEncoding = textField(headers["connect-accept-encoding"]);
  return {
    ...negotiateCompression(textField(headers["connect-content-encoding"]), acceptEncoding, "connect-accept-encoding"),
    timeoutMs: readTimeout(exchange),
    acceptEncoding,
  };
}
