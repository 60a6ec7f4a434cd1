import { execSync } from "node:child_process"; import { readFileSync, mkdirSync, writeFileSync, chmodSync, rmSync } from "node:fs"; import { dirname, join } from "node:path";
import { loadTemplate } from "./src/template/template.ts"; import { Tree } from "./src/scaffold/tree.ts"; import { writeWorkspace } from "./src/scaffold/workspace.ts"; import { formatFiles } from "./src/scaffold/format.ts";
const [name = "shop", service = "catalog", engine = "search", at = "/tmp/ws"] = process.argv.slice(2);
const manifest = JSON.parse(readFileSync("package.json", "utf8"));
execSync("npm run -s build && npm pack --silent --pack-destination /tmp", { stdio: ["ignore", "ignore", "inherit"] });
const t0 = performance.now();
const template = loadTemplate(); const t1 = performance.now();
const tree = new Tree("/nonexistent"); writeWorkspace(tree, template, { name, service, engine, license: "MIT", tool: { version: manifest.version, tarball: readFileSync(`/tmp/bimetal-${manifest.version}.tgz`), manifest } });
const t2 = performance.now(); rmSync(at, { recursive: true, force: true });
for (const { path, after } of tree.changes()) { if (!after) continue; mkdirSync(dirname(join(at, path)), { recursive: true }); writeFileSync(join(at, path), after.content); if (after.executable) chmodSync(join(at, path), 0o755); }
const t3 = performance.now(); console.log(formatFiles(at, tree.changes().map((c) => c.path).filter((p) => p.includes(service) || p.includes(engine) || p.includes(service.replaceAll("-", "_")) || p.includes(engine.replaceAll("-", "_")) || p.startsWith("proto/gen")))); const t4 = performance.now();
console.log({ collect: t1 - t0, render: t2 - t1, write: t3 - t2, format: t4 - t3 });
