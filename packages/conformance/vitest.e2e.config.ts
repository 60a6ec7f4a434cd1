import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["clients/**/*.test.ts"],
    globalSetup: ["./clients/global-setup.ts"],
    // Each file has a gateway of its own, and a browser beside it takes what a small machine has.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
