import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Address, parseAddress } from "./address.ts";
import { readEnvironment } from "./environment.ts";
import { addressVariable, type Route, readRoutes } from "./routes.ts";

/** What the process is started with; every value comes from the environment. See the README for the variables. */
export interface Config {
  readonly listen: Address;
  readonly logLevel: LogLevel;
  readonly drainTimeoutMs: number;
  readonly drainDelayMs: number;
  readonly maxRequestBytes: number;
  readonly maxResponseBytes: number;
  readonly maxConcurrentRequests: number;
  readonly requestTimeoutMs: number;
  /** Exact origins, or `*` alone. Empty: no other origin may call. */
  readonly corsOrigins: readonly string[];
  readonly otlpEndpoint: string | undefined;
  readonly serviceName: string;
  readonly routes: readonly Route[];
  /** A serialized google.protobuf.FileDescriptorSet. */
  readonly descriptorSet: Uint8Array;
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
  const file = (name: string, fallback: () => string) => env.text(name) ?? fallback();
  const routes = attempt(
    () => readRoutes(file("ROUTES_FILE", () => fileURLToPath(new URL("../../gateway.routes.json", import.meta.url)))),
    (reason) => env.refuse("ROUTES_FILE", reason),
  );
  const descriptorSet = attempt(
    () => readFileSync(file("DESCRIPTOR_FILE", bundledDescriptorSet)),
    (reason) => env.refuse("DESCRIPTOR_FILE", reason),
  );
  const config: Config = {
    listen: env.address("LISTEN_ADDRESS", defaultListenAddress),
    logLevel: env.word("LOG_LEVEL", "info", ["debug", "info", "warn", "error"]),
    drainTimeoutMs: env.duration("DRAIN_TIMEOUT", 10_000, { minMs: 1 }),
    drainDelayMs: env.duration("DRAIN_DELAY", 0),
    maxRequestBytes: env.integer("MAX_REQUEST_BYTES", 4 * 2 ** 20, { min: 1, max: 2 ** 32 - 1 }),
    maxResponseBytes: env.integer("MAX_RESPONSE_BYTES", 64 * 2 ** 20, { min: 1, max: 2 ** 32 - 1 }),
    maxConcurrentRequests: env.integer("MAX_CONCURRENT_REQUESTS", 1024, { min: 1, max: 1_000_000 }),
    requestTimeoutMs: env.duration("REQUEST_TIMEOUT", 30_000, { minMs: 1 }),
    corsOrigins: env.parsed("CORS_ALLOWED_ORIGINS", [], parseOrigins),
    otlpEndpoint: env.parsed("OTEL_EXPORTER_OTLP_ENDPOINT", undefined, parseEndpoint),
    serviceName: env.text("OTEL_SERVICE_NAME") ?? "gateway",
    routes: (routes ?? []).map((route) => ({
      ...route,
      address: env.parsed(addressVariable(route.upstream), route.address, checkAddresses),
    })),
    descriptorSet: descriptorSet ?? new Uint8Array(),
  };
  return env.problems.length > 0 ? { ok: false, problems: env.problems } : { ok: true, config };
}

function bundledDescriptorSet(): string {
  return fileURLToPath(import.meta.resolve("@workspace/proto/descriptor.binpb"));
}

function attempt<T>(act: () => T, onFailure: (reason: string) => void): T | undefined {
  try {
    return act();
  } catch (error) {
    onFailure(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

function parseOrigins(text: string): string[] {
  const origins = text.split(",").map((origin) => origin.trim());
  for (const origin of origins) {
    if (origin === "*") continue;
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      throw new Error(`must be a list of origins such as https://example.com: ${JSON.stringify(origin)} is none`);
    }
  }
  return origins;
}

function parseEndpoint(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new Error("must be a URL such as http://localhost:4317");
  }
  return text;
}

function checkAddresses(text: string): string {
  for (const part of text.split(",")) {
    const address = parseAddress(part.trim());
    if (address === undefined || address.host === "") throw new Error("must be a list of host:port");
  }
  return text;
}
