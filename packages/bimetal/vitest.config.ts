import { defineConfig } from "vitest/config";

// Processes are started, and on a busy machine that takes its time.
export default defineConfig({ test: { include: ["src/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 60_000 } });
