import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const here = import.meta.dirname;
const bin = join(here, "bin");
const descriptorSet = join(bin, "conformance.binpb");

/** Drives the suite. */
export const connectconformance = join(bin, "connectconformance");
/** The suite's service, over grpc-go. */
export const grpcserver = join(bin, "grpcserver");
/** The suite's service, over connect-go; it speaks gRPC as well. */
export const referenceserver = join(bin, "referenceserver");

/** Builds the suite's programs, in the version that go.mod pins, and the descriptor set of its service, into `bin/`. */
export function buildTools(): void {
  run("go", ["build", "-o", `${bin}/`, "tool"]);
  const module = run("go", ["list", "-m", "-f", "{{.Dir}}", "connectrpc.com/conformance"]).trim();
  const buf = createRequire(import.meta.url).resolve("@bufbuild/buf/bin/buf");
  run(process.execPath, [buf, "build", join(module, "proto"), "--output", descriptorSet]);
}

/** What {@link buildTools} has left: a serialized google.protobuf.FileDescriptorSet. */
export function descriptorSetBytes(): Uint8Array {
  return readFileSync(descriptorSet);
}

function run(command: string, args: readonly string[]): string {
  return execFileSync(command, args, { cwd: here, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}
