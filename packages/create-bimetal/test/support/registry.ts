import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { runServer } from "verdaccio";

/** A registry on this machine; disposing of it closes it and removes what it holds. */
export interface Registry extends AsyncDisposable {
  readonly url: string;
}

const run = promisify(execFile);

/**
 * Starts a registry and publishes tarballs to it, as somebody would to the public one. For every other package it asks the registry
 * that npm is configured with.
 *
 * @param tarballs a package comes after those that it depends on
 */
export async function startRegistry(tarballs: readonly string[]): Promise<Registry> {
  const storage = mkdtempSync(join(tmpdir(), "registry-"));
  const { stdout: upstream } = await run("npm", ["config", "get", "registry"], { cwd: storage });
  const own = { access: "$all", publish: "$all" };
  const server: Server = await runServer({
    configPath: join(storage, "config.yaml"),
    self_path: storage,
    storage,
    uplinks: { upstream: { url: upstream.trim() } },
    // Not asked for above: somebody may have published other packages of these names.
    packages: { bimetal: own, "create-bimetal": own, "**": { access: "$all", proxy: "upstream" } },
    log: { type: "stdout", format: "json", level: "fatal" },
    web: { enable: false },
  } as unknown as Parameters<typeof runServer>[0]);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const registry: Registry = {
    url: `http://${host}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      rmSync(storage, { recursive: true, force: true });
    },
  };
  try {
    for (const tarball of tarballs) {
      // Anybody may publish, but npm does not ask without a token.
      const options = ["--registry", registry.url, `--//${host}/:_authToken=anybody`, "--loglevel=error"];
      await run("npm", ["publish", tarball, ...options], { cwd: storage });
    }
  } catch (error) {
    await registry[Symbol.asyncDispose]();
    throw error;
  }
  return registry;
}
