import { readFileSync } from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import type { Address } from "../config/address.ts";
import { defaultListenAddress, readTls } from "../config/config.ts";
import { readEnvironment } from "../config/environment.ts";
import type { ListenerTls } from "../http/tls.ts";

const timeoutMs = 2_000;

/** Asks the gateway of this machine whether it is ready: 0 where it is, 1 where it is not, 2 where the address is wrong. */
export async function healthcheck(env: Readonly<Record<string, string | undefined>>): Promise<number> {
  const environment = readEnvironment(env);
  const address = environment.address("LISTEN_ADDRESS", defaultListenAddress);
  const tls = readTls(environment);
  for (const problem of environment.problems) process.stderr.write(`${problem}\n`);
  if (environment.problems.length > 0) return 2;

  const health = await ask(reachable(address), tls);
  if (health === "serving") return 0;
  process.stderr.write(`${health}\n`);
  return 1;
}

type Health = "serving" | "not serving" | "unreachable";

function ask(address: Address, tls: ListenerTls | undefined): Promise<Health> {
  return new Promise((resolve) => {
    const options = { ...address, path: "/readyz", timeout: timeoutMs, agent: false } as const;
    const onResponse = (response: http.IncomingMessage) => {
      response.resume();
      resolve(response.statusCode === 200 ? "serving" : "not serving");
    };
    try {
      const request =
        tls === undefined ? http.get(options, onResponse) : https.get({ ...options, ...asItself(tls) }, onResponse);
      request.once("timeout", () => request.destroy());
      request.once("error", () => resolve("unreachable"));
      request.once("close", () => resolve("unreachable"));
    } catch {
      resolve("unreachable");
    }
  });
}

/**
 * The certificate is that of the public name and not of this machine, so it is not checked: nothing secret is said. It is shown too, for
 * a gateway that lets nobody in without one.
 */
function asItself({ certFile, keyFile }: ListenerTls): https.RequestOptions {
  return { cert: readFileSync(certFile), key: readFileSync(keyFile), rejectUnauthorized: false };
}

/** An address to connect to, for one that may stand for all of the machine. */
function reachable({ host, port }: Address): Address {
  return { host: host === "" || host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host, port };
}
