import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const here = import.meta.dirname;
const bin = join(here, "bin");
const suiteDescriptors = join(bin, "conformance.binpb");

/** Drives the suite. */
export const connectconformance = join(bin, "connectconformance");
/** The suite's service, over grpc-go. */
export const grpcserver = join(bin, "grpcserver");
/** The suite's service, over connect-go; it speaks gRPC as well. */
export const referenceserver = join(bin, "referenceserver");

/** The client that asks a server what it has. */
export const grpcurl = join(bin, "grpcurl");
/** `cmd/backend`: the service of `proto/`, which real clients call. */
export const sampleBackend = join(bin, "backend");
/** `tonic/`: the same service over tonic. */
export const sampleTonic = join(here, "tonic/target/debug/sample-tonic");
/** `cmd/client`: a client of that service. */
export const grpcGoClient = join(bin, "client");
/** A serialized google.protobuf.FileDescriptorSet of `proto/`. */
export const sampleDescriptors = join(bin, "sample.binpb");

/**
 * Builds all of the above, into `bin/` but for what Cargo builds: the programs in the versions that go.mod and tonic/Cargo.lock pin, and
 * the descriptors of both services.
 */
export function buildTools(): void {
  run("go", ["build", "-o", `${bin}/`, "tool", "./cmd/..."]);
  run("cargo", ["build", "--quiet", "--locked", "--manifest-path", "tonic/Cargo.toml"]);
  const module = run("go", ["list", "-m", "-f", "{{.Dir}}", "connectrpc.com/conformance"]).trim();
  buf("build", join(module, "proto"), "--output", suiteDescriptors);
  buf("build", "../..", "--config", "buf.yaml", "--path", "proto/sample", "--output", sampleDescriptors);
}

/** What {@link buildTools} has left of the suite's service: a serialized google.protobuf.FileDescriptorSet. */
export function suiteDescriptorBytes(): Uint8Array {
  return readFileSync(suiteDescriptors);
}

function buf(...args: readonly string[]): void {
  run(process.execPath, [createRequire(import.meta.url).resolve("@bufbuild/buf/bin/buf"), ...args]);
}

function run(command: string, args: readonly string[]): string {
  return execFileSync(command, args, { cwd: here, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}
