import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { readDescriptorSet } from "../descriptors.ts";
import { readPolicy } from "../guard/read-policy.ts";
import type { SurfaceOptions } from "../surface.ts";
import type { TlsOptions } from "../upstream/connection.ts";
import { addressesProblem } from "./address.ts";
import type { Environment } from "./environment.ts";
import { addressVariable, readRoutes, type TlsFiles, type WrittenRoute } from "./routes.ts";

/** What is served, as files say it. */
export interface Served extends Required<SurfaceOptions> {
  /** Every file that it was read from. */
  readonly files: readonly string[];
}

/** Where it is read from. */
export interface ServedFiles {
  /** JSON: the routes, who may call, and how much. */
  readonly routes: string;
  /** A serialized google.protobuf.FileDescriptorSet. */
  readonly descriptors: string;
}

/**
 * Reads what is to be served. Addresses may stand in the environment, which hears of every mistake; undefined where there is one.
 */
export function readServed(files: ServedFiles, env: Environment): Served | undefined {
  const before = env.problems.length;
  const attempt = <T>(variable: string, act: () => T): T | undefined => {
    try {
      return act();
    } catch (error) {
      env.refuse(variable, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  };
  const content = attempt("ROUTES_FILE", (): unknown => JSON.parse(readFileSync(files.routes, "utf8")));
  const registry = attempt("DESCRIPTOR_FILE", () => readDescriptorSet(readFileSync(files.descriptors)));
  if (content === undefined || registry === undefined) return undefined;

  const folder = dirname(files.routes);
  const [written, policy] = [readRoutes(content, folder), readPolicy(content, folder)];
  for (const read of [written, policy]) if (!read.ok) for (const line of read.problems) env.refuse("ROUTES_FILE", line);
  if (!written.ok || !policy.ok) return undefined;

  const routes = written.value.map(({ tls, ...route }) => ({
    ...route,
    address: env.parsed(addressVariable(route.upstream), route.address, checkAddresses),
    tls: tls && attempt("ROUTES_FILE", () => readTls(tls)),
  }));
  const named = written.value.flatMap(tlsFiles);
  if (env.problems.length > before) return undefined;
  return { registry, routes, policy: policy.value, files: [files.routes, files.descriptors, ...named] };
}

function readTls({ caFile, certFile, keyFile, serverName }: TlsFiles): TlsOptions {
  return {
    ...(caFile !== undefined && { ca: readFileSync(caFile, "utf8") }),
    ...(certFile !== undefined && { cert: readFileSync(certFile, "utf8") }),
    ...(keyFile !== undefined && { key: readFileSync(keyFile, "utf8") }),
    ...(serverName !== undefined && { serverName }),
  };
}

function tlsFiles({ tls }: WrittenRoute): string[] {
  return [tls?.caFile, tls?.certFile, tls?.keyFile].filter((path) => path !== undefined);
}

function checkAddresses(text: string): string {
  const problem = addressesProblem(text);
  if (problem !== undefined) throw new Error(problem);
  return text;
}
