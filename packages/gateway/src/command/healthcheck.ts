import { createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { formatAddress } from "../config/address.ts";
import { defaultListenAddress } from "../config/config.ts";
import { readEnvironment } from "../config/environment.ts";
import { healthService, servingStatus } from "../health/descriptor.ts";

const timeoutMs = 2_000;
const anywhere = new Set(["", "0.0.0.0", "::"]);

/** Asks the gateway of this machine for its health: 0 where it serves, 1 where it does not, 2 where the address is wrong. */
export async function healthcheck(env: Readonly<Record<string, string | undefined>>): Promise<number> {
  const environment = readEnvironment(env);
  const { host, port } = environment.address("LISTEN_ADDRESS", defaultListenAddress);
  for (const problem of environment.problems) process.stderr.write(`${problem}\n`);
  if (environment.problems.length > 0) return 2;

  const target = formatAddress({ host: anywhere.has(host) ? "localhost" : host, port });
  const client = createClient(healthService, createGrpcTransport({ baseUrl: `http://${target}` }));
  try {
    const { status } = await client.check({}, { timeoutMs });
    if (status === servingStatus.serving) return 0;
    process.stderr.write("not serving\n");
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  }
  return 1;
}
