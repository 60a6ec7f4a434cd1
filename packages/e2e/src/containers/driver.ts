import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { workspaceRoot } from "../manifest.ts";
import type { Driver } from "../stack.ts";
import { startComposeStack } from "./compose-stack.ts";
import { removeLeftovers } from "./leftovers.ts";

/** Where the shipped compose file is. */
export const composeFile = `${workspaceRoot}/docker/compose.yaml`;

/** The shipped compose file and images, on the container engine of this machine. */
export const containersDriver: Driver = {
  name: "containers",
  testHost: "host.docker.internal",
  // Containers come in through the engine's bridge, so loopback would not do.
  testListenHost: "0.0.0.0",
  async prepare() {
    await removeLeftovers();
    await buildImages();
  },
  start: (options = {}) => startComposeStack(composeFile, options),
};

async function buildImages(): Promise<void> {
  const build = promisify(execFile)("docker", ["compose", "-f", composeFile, "build"], { maxBuffer: 2 ** 26 });
  await build.catch((error: { stderr?: string }) => {
    throw new Error(`the images cannot be built:\n${error.stderr?.slice(-4000) ?? ""}`, { cause: error });
  });
}
