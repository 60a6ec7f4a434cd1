import { defineConfig } from "vitest/config";

// A workspace is installed, built, tested and started: minutes each.
export default defineConfig({
  test: { include: ["e2e/*.test.ts"], testTimeout: 3_600_000, hookTimeout: 1_200_000, fileParallelism: false },
});
