import { defineConfig } from "vitest/config";

// On a busy machine everything takes its time, and no test is about that.
export default defineConfig({ test: { include: ["src/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 60_000 } });
