import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bin, descriptorSet } from "./build.ts";
import type { Program } from "./process.ts";

/** What is measured: this gateway and those that it is compared with. */
export const peerNames = ["gateway", "grpc-gateway", "vanguard", "connect-go", "connect-node", "node-http2"] as const;
export type PeerName = (typeof peerNames)[number];

/** Peers that speak gRPC-Web and binary Connect too, and stream. */
export const manyProtocols: readonly PeerName[] = ["gateway", "vanguard", "connect-go", "connect-node"];

/** How a peer is started in front of a backend. */
export function peer(name: PeerName, backend: string): Program {
  const here = import.meta.dirname;
  switch (name) {
    case "gateway":
      return gatewayProgram(backend);
    case "connect-node":
    case "node-http2":
      return { command: [process.execPath, join(here, "peers", `${name}.ts`), "-backend", backend] };
    default:
      return { command: [join(bin, name), "-backend", backend] };
  }
}

/**
 * The gateway as its users start it: its own main, with routes and descriptors from files, and everything else as it comes.
 *
 * @param backend `host:port`, several separated by commas
 */
export function gatewayProgram(
  backend: string,
  { descriptors = descriptorSet, nodeOptions = [] }: { descriptors?: string; nodeOptions?: readonly string[] } = {},
): Program {
  const routes = join(bin, "gateway.routes.json");
  writeFileSync(routes, JSON.stringify({ routes: [{ upstream: "echo", packages: ["bench.v1"], address: backend }] }));
  const main = fileURLToPath(new URL("main.js", import.meta.resolve("@workspace/gateway")));
  return {
    command: [process.execPath, ...nodeOptions, main],
    env: { LISTEN_ADDRESS: "127.0.0.1:0", ROUTES_FILE: routes, DESCRIPTOR_FILE: descriptors },
    output: "stderr",
    addressIn(line) {
      if (!line.startsWith("{")) return undefined; // not of the log: Node says why it could not start
      const { msg, address } = JSON.parse(line) as { msg?: string; address?: string };
      return msg === "listening" ? address : undefined;
    },
  };
}
