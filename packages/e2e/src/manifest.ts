import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The folder of the workspace. */
export const workspaceRoot = fileURLToPath(new URL("../../..", import.meta.url));

/** What the tests read of a component. */
export interface ManifestComponent {
  readonly name: string;
  readonly kind: "database" | "engine" | "service" | "gateway";
  readonly port: number;
  readonly replicas?: number;
  /** Such as `256m`. */
  readonly memory: string;
}

/** The components of `bimetal.json`. */
export function manifestComponents(): ManifestComponent[] {
  const manifest = JSON.parse(readFileSync(`${workspaceRoot}/bimetal.json`, "utf8")) as {
    components: ManifestComponent[];
  };
  return manifest.components;
}

const units: Record<string, number> = { b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** The memory that a component may use, in bytes, as the manifest states it. */
export function memoryLimit(component: string): number {
  const stated = manifestComponents().find(({ name }) => name === component)?.memory;
  const [, amount, unit] = /^(\d+)([bkmg])$/.exec(stated ?? "") ?? [];
  if (amount === undefined || unit === undefined) throw new Error(`no memory limit of ${component} in bimetal.json`);
  return Number(amount) * (units[unit] ?? 1);
}
