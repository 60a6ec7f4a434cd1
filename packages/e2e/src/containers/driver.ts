import { workspaceRoot } from "../manifest.ts";
import type { Driver } from "../stack.ts";
import { compose } from "./compose.ts";
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
    await compose(["--file", composeFile, "build"]);
  },
  start: (options = {}) => startComposeStack(composeFile, options),
};
