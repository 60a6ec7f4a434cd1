import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { manifestComponents } from "../manifest.ts";
import type { StackOptions } from "../stack.ts";

/** A compose file that lays a test's wishes over the shipped one; it goes when it is disposed of. */
export interface Override extends AsyncDisposable {
  readonly path: string;
}

/** Writes the override of a stack's options. */
export async function writeOverride(options: StackOptions): Promise<Override> {
  const services = Object.fromEntries(
    manifestComponents().map(({ name }) => [
      name,
      {
        environment: options.env?.[name] ?? {},
        // Lets components reach what a test listens with.
        extra_hosts: ["host.docker.internal:host-gateway"],
        // A test that kills a container starts it again itself, when it wants.
        restart: "no",
      },
    ]),
  );
  const folder = await mkdtemp(join(tmpdir(), "e2e-compose-"));
  const path = join(folder, "override.yaml");
  await writeFile(path, stringify({ services }));
  return { path, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
