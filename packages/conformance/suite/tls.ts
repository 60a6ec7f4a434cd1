import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GatewayOptions } from "@workspace/gateway";
import type { ServerCompatRequest } from "./messages.ts";

/** What the gateway's listener is to show and to ask for, in files that are gone when the process is. Undefined without TLS. */
export function tlsOf({ useTls, serverCreds, clientTlsCert }: ServerCompatRequest): GatewayOptions["tls"] {
  if (!useTls || serverCreds === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "conformance-"));
  process.once("exit", () => rmSync(folder, { recursive: true }));
  const write = (name: string, content: Uint8Array) => {
    const file = join(folder, name);
    writeFileSync(file, content, { mode: 0o600 });
    return file;
  };
  return {
    certFile: write("server.pem", serverCreds.cert),
    keyFile: write("server.key", serverCreds.key),
    ...(clientTlsCert.length > 0 && {
      clientCertificates: { caFile: write("client.pem", clientTlsCert), required: true },
    }),
  };
}
