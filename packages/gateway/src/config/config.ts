import { fileURLToPath } from "node:url";
import { originProblem } from "../guard/origins.ts";
import type { ListenerTls } from "../http/tls.ts";
import type { Address } from "./address.ts";
import { type Environment, readEnvironment } from "./environment.ts";
import { readServed, type Served } from "./served.ts";

/** What the process is started with; every value comes from the environment. See the README for the variables. */
export interface Config {
  readonly listen: Address;
  readonly logLevel: LogLevel;
  /** How many processes serve. */
  readonly workers: number;
  readonly drainTimeoutMs: number;
  readonly drainDelayMs: number;
  readonly maxRequestBytes: number;
  readonly maxResponseBytes: number;
  readonly maxConcurrentRequests: number;
  readonly requestTimeoutMs: number;
  /** Origins besides those that the file of routes names: exact, patterns, or `*`. */
  readonly corsOrigins: readonly string[];
  /** Unset: cleartext. */
  readonly tls: ListenerTls | undefined;
  readonly otlpEndpoint: string | undefined;
  readonly serviceName: string;
  readonly served: Served;
  /** Reads what is served again. Throws with every mistake in its message. */
  readServed(): Served;
}

/** The least level that is written. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** The configuration, or everything that is wrong with it. */
export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly string[] };

/** What the gateway listens on unless told otherwise. */
export const defaultListenAddress = "127.0.0.1:8080";

/** Reads the whole configuration. Files that a variable names are read here too, so that a wrong one is found at once. */
export function loadConfig(variables: Readonly<Record<string, string | undefined>>): ConfigResult {
  const env = readEnvironment(variables);
  const files = {
    routes: env.text("ROUTES_FILE") ?? fileURLToPath(new URL("../../gateway.routes.json", import.meta.url)),
    descriptors: env.text("DESCRIPTOR_FILE") ?? fileURLToPath(import.meta.resolve("@workspace/proto/descriptor.binpb")),
  };
  const served = readServed(files, env);
  const config: Omit<Config, "served"> = {
    listen: env.address("LISTEN_ADDRESS", defaultListenAddress),
    logLevel: env.word("LOG_LEVEL", "info", ["debug", "info", "warn", "error"]),
    workers: env.integer("GATEWAY_WORKERS", 1, { min: 1, max: 256 }),
    drainTimeoutMs: env.duration("DRAIN_TIMEOUT", 10_000, { minMs: 1 }),
    drainDelayMs: env.duration("DRAIN_DELAY", 0),
    maxRequestBytes: env.integer("MAX_REQUEST_BYTES", 4 * 2 ** 20, { min: 1, max: 2 ** 32 - 1 }),
    maxResponseBytes: env.integer("MAX_RESPONSE_BYTES", 64 * 2 ** 20, { min: 1, max: 2 ** 32 - 1 }),
    maxConcurrentRequests: env.integer("MAX_CONCURRENT_REQUESTS", 1024, { min: 1, max: 1_000_000 }),
    requestTimeoutMs: env.duration("REQUEST_TIMEOUT", 30_000, { minMs: 1 }),
    corsOrigins: env.parsed("CORS_ALLOWED_ORIGINS", [], parseOrigins),
    tls: readTls(env),
    otlpEndpoint: env.parsed("OTEL_EXPORTER_OTLP_ENDPOINT", undefined, parseEndpoint),
    serviceName: env.text("OTEL_SERVICE_NAME") ?? "gateway",
    readServed() {
      const again = readEnvironment(variables);
      const read = readServed(files, again);
      if (read === undefined) throw new Error(again.problems.join("; "));
      return read;
    },
  };
  if (served === undefined || env.problems.length > 0) return { ok: false, problems: env.problems };
  return { ok: true, config: { ...config, served } };
}

/** What the listener needs for TLS. These are paths, as `ROUTES_FILE` is: there is no variable for what is in them. */
export function readTls(env: Environment): ListenerTls | undefined {
  const [certFile, keyFile, caFile] = ["TLS_CERT_FILE", "TLS_KEY_FILE", "TLS_CLIENT_CA_FILE"].map(env.text);
  const asked = env.word("TLS_CLIENT_CERTIFICATES", "optional", ["optional", "required"]);
  if (certFile === undefined && keyFile === undefined) {
    if (caFile !== undefined) env.refuse("TLS_CLIENT_CA_FILE", "needs TLS_CERT_FILE and TLS_KEY_FILE");
    return undefined;
  }
  if (certFile === undefined || keyFile === undefined) {
    env.refuse(certFile === undefined ? "TLS_CERT_FILE" : "TLS_KEY_FILE", "is missing: TLS needs both");
    return undefined;
  }
  return {
    certFile,
    keyFile,
    clientCertificates: caFile === undefined ? undefined : { caFile, required: asked === "required" },
  };
}

function parseOrigins(text: string): string[] {
  const origins = text.split(",").map((origin) => origin.trim());
  for (const origin of origins) {
    const problem = originProblem(origin);
    if (problem !== undefined) throw new Error(`${problem}: ${JSON.stringify(origin)} is none`);
  }
  return origins;
}

function parseEndpoint(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new Error("must be a URL such as http://localhost:4317");
  }
  return text;
}
