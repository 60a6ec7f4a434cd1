import { readFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";
import type { Output } from "../doctor/output.ts";

/** Where the numbers come from. */
export interface Machine {
  readonly cpu: string;
  /** Cores that this process may use. */
  readonly cores: number;
  /** Vector instructions that the processor has, of those that kernels are written for. */
  readonly vectors: readonly string[];
  /** In bytes. */
  readonly memory: number;
  readonly system: string;
  /** How the clock is governed, where the system tells. */
  readonly governor?: string;
  readonly versions: Readonly<Record<"go" | "rust" | "node", string>>;
  /** How many processes wanted a core over the last minute, before and at the end; undefined until then. */
  readonly load: { readonly before: number; after?: number };
}

/** Describes this machine. */
export async function describeMachine(output: Output): Promise<Machine> {
  const [go, rust] = await Promise.all([output("go", "env", "GOVERSION"), output("rustc", "--version")]);
  const governor = readOr("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")?.trim();
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    vectors: await vectorsOf(output),
    memory: totalmem(),
    system: `${type()} ${release()}, ${process.arch}`,
    ...(governor !== undefined && { governor }),
    versions: { go: go ?? "not found", rust: rust ?? "not found", node: process.version },
    load: { before: loadNow() },
  };
}

/** How many processes want a core, on average over the last minute. */
export function loadNow(): number {
  return loadavg()[0] ?? 0;
}

/** By the flag that Linux gives it, the name that people know. */
const flags: Readonly<Record<string, string>> = {
  avx2: "AVX2",
  fma: "FMA",
  avx512f: "AVX-512F",
  avx512dq: "AVX-512DQ",
  asimd: "NEON",
  sve: "SVE",
};

async function vectorsOf(output: Output): Promise<string[]> {
  const told = readOr("/proc/cpuinfo") ?? (await output("sysctl", "-n", "machdep.cpu.leaf7_features")) ?? "";
  const words = new Set(told.toLowerCase().split(/\s+/));
  const found = Object.entries(flags).flatMap(([flag, name]) => (words.has(flag) ? [name] : []));
  // Every arm64 has it, whether or not the system lists it.
  return found.length === 0 && process.arch === "arm64" ? ["NEON"] : found;
}

function readOr(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
