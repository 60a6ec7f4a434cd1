import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";

const here = import.meta.dirname;

/** Where the built programs of `cmd/` lie. */
export const bin = join(here, "bin");
/** A serialized google.protobuf.FileDescriptorSet of `proto/`. */
export const descriptorSet = join(bin, "bench.binpb");

/** Builds the Go programs, in the versions that go.mod pins, and the descriptor set. */
export function build(): void {
  const run = (command: string, args: readonly string[]) =>
    execFileSync(command, args, { cwd: here, stdio: "inherit" });
  run("go", ["build", "-o", `${bin}/`, "./cmd/..."]);
  const buf = createRequire(import.meta.url).resolve("@bufbuild/buf/bin/buf");
  run(process.execPath, [buf, "build", "--output", descriptorSet]);
}
