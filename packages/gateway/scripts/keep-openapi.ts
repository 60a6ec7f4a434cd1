// Usage: node scripts/keep-openapi.ts
//
// Writes the OpenAPI document of what the gateway serves to proto/gen/openapi.json, where the workspace keeps one. It does from the moment
// on that the file is there: a workspace whose contracts are still changing by the hour need not see each change twice.
import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const kept = new URL("../../../proto/gen/openapi.json", import.meta.url);
const gateway = fileURLToPath(new URL("../src/main.ts", import.meta.url));
// What the files of the workspace say, and no variable of whoever generates.
if (existsSync(kept)) writeFileSync(kept, execFileSync(process.execPath, [gateway, "openapi"], { env: {} }));
