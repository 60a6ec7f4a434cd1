import { defineConfig } from "vitest/config";
import { chosenDriver } from "./src/driver-name.ts";

const driver = chosenDriver();
// The workers choose as this process did.
process.env.E2E_DRIVER = driver;

export default defineConfig({
  test: {
    include: ["test/*.test.ts"],
    // What only a container has is looked at only there.
    exclude: driver === "containers" ? [] : ["test/containers*.test.ts"],
    globalSetup: ["./src/global-setup.ts"],
    // Each file has a stack of its own, and what is measured on one must not be the load of another.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
