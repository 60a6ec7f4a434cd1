import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { sync } from "../commands/sync.ts";
import { portPool } from "../stack/ports.ts";
import { fakeComponent } from "./fake-stack.ts";
import { recordingIo } from "./workspace.ts";

const folders = { edge: "packages/edge", orders: "services/orders", worker: "services/worker" };

/** A whole workspace, with manifest, derived files, turbo and members whose build is a copy; on ports that are free now. */
export async function wholeWorkspace(): Promise<Disposable & { readonly root: string }> {
  const root = mkdtempSync(join(tmpdir(), "whole-"));
  const write = (path: string, content: object) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), JSON.stringify(content));
  };
  const ports = portPool();
  const contract = (name: string) => ({ contract: `${name}.v1`, memory: "64m" });
  write("bimetal.json", {
    name: "whole",
    components: [
      { name: "worker", kind: "engine", path: folders.worker, port: await ports.take(), ...contract("worker") },
      { name: "orders", kind: "service", path: folders.orders, port: await ports.take(), ...contract("orders") },
      { name: "edge", kind: "gateway", path: folders.edge, port: await ports.take(), memory: "64m" },
    ],
    edges: [
      { from: "edge", to: "orders" },
      { from: "orders", to: "worker" },
    ],
  });
  const top = { name: "whole", private: true, workspaces: ["packages/*", "services/*"] };
  write("package.json", { ...top, packageManager: "npm@11.0.0" });
  write("turbo.json", { tasks: { build: { cache: false } } });
  const packages: [string, object][] = [["", top]];
  for (const [name, folder] of Object.entries(folders)) {
    const to = name === "edge" ? "dist/main.js" : `bin/${name}`;
    const build = `node --check main.mjs && mkdir -p ${dirname(to)} && cp -f main.mjs ${to} && chmod +x ${to}`;
    write(`${folder}/package.json`, { name, version: "1.0.0", type: "module", scripts: { build } });
    copyFileSync(fakeComponent, join(root, folder, "main.mjs"));
    packages.push([`node_modules/${name}`, { resolved: folder, link: true }], [folder, { version: "1.0.0" }]);
  }
  write("package-lock.json", { name: "whole", lockfileVersion: 3, packages: Object.fromEntries(packages) });
  mkdirSync(join(root, "node_modules"));
  symlinkSync(dirname(createRequire(import.meta.url).resolve("turbo/package.json")), join(root, "node_modules/turbo"));
  await sync.run([], recordingIo(root));
  return {
    root,
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  };
}
