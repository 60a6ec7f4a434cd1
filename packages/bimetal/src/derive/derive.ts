import type { Manifest } from "../manifest/model.ts";
import { deriveClients } from "./clients.ts";
import { deriveComponents } from "./components.ts";
import { deriveCompose } from "./compose.ts";
import type { DerivedFile } from "./derived.ts";
import { deriveProcesses } from "./processes.ts";
import { deriveRoutes } from "./routes.ts";

/**
 * Every file that the manifest decides.
 *
 * @param has whether the workspace has a file
 */
export function derive(manifest: Manifest, has: (path: string) => boolean): DerivedFile[] {
  return [
    deriveCompose(manifest),
    ...deriveRoutes(manifest),
    deriveProcesses(manifest),
    deriveComponents(manifest),
    ...deriveClients(manifest, has),
  ];
}
