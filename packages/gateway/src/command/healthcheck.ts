import type { Address } from "../config/address.ts";
import { defaultListenAddress } from "../config/config.ts";
import { readEnvironment } from "../config/environment.ts";
import { createEndpoint } from "../upstream/endpoint.ts";
import { probe } from "../upstream/probe.ts";

/** Asks the gateway of this machine for its health: 0 where it serves, 1 where it does not, 2 where the address is wrong. */
export async function healthcheck(env: Readonly<Record<string, string | undefined>>): Promise<number> {
  const environment = readEnvironment(env);
  const address = environment.address("LISTEN_ADDRESS", defaultListenAddress);
  for (const problem of environment.problems) process.stderr.write(`${problem}\n`);
  if (environment.problems.length > 0) return 2;

  const endpoint = createEndpoint(reachable(address), () => undefined);
  const health = await probe(endpoint);
  endpoint.destroy();
  if (health === "serving") return 0;
  process.stderr.write(`${health}\n`);
  return 1;
}

/** An address to connect to, for one that may stand for all of the machine. */
function reachable({ host, port }: Address): Address {
  return { host: host === "" || host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host, port };
}
