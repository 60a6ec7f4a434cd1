import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** The `host:port` of the gRPC server behind the peer, from `-backend host:port`, which the Go peers have too. */
export const backend = process.argv[3] as string;

/** Listens on a free port and prints the address on a line of its own. */
export function listen(server: Server): void {
  server.listen(0, "127.0.0.1", () => process.stdout.write(`127.0.0.1:${(server.address() as AddressInfo).port}\n`));
}
