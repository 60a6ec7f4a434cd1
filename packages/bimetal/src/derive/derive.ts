import type { Manifest } from "../manifest/model.ts";
import { deriveCompose } from "./compose.ts";
import type { DerivedFile } from "./derived.ts";
import { deriveProcesses } from "./processes.ts";
import { deriveRoutes } from "./routes.ts";

/** Every file that the manifest decides. */
export function derive(manifest: Manifest): DerivedFile[] {
  return [deriveCompose(manifest), ...deriveRoutes(manifest), deriveProcesses(manifest)];
}
