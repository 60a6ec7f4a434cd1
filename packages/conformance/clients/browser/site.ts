import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { findPackageJSON, stripTypeScriptTypes } from "node:module";
import type { AddressInfo } from "node:net";
import { dirname, join, sep } from "node:path";
import { sampleDescriptors } from "../../tools.ts";

/** What the page imports, as it is published: modules that a browser runs. */
const packages = ["@bufbuild/protobuf", "@connectrpc/connect", "@connectrpc/connect-web"];

/** A web server with one page, whose origin is not the gateway's. */
export interface Site extends AsyncDisposable {
  readonly origin: string;
}

export async function serveSite(): Promise<Site> {
  const html = `<!doctype html><script type="importmap">${JSON.stringify({ imports: importMap() })}</script>
<script type="module" src="/page.js"></script>`;
  const server = createServer((request, response) => {
    const answer = (type: string, content: string | Uint8Array) =>
      response.writeHead(200, { "content-type": type }).end(content);
    const path = request.url ?? "/";
    if (path === "/") return answer("text/html", html);
    if (path === "/page.js") return answer("text/javascript", page());
    if (path === "/sample.binpb") return answer("application/octet-stream", readFileSync(sampleDescriptors));
    const file = fileOf(path);
    return file === undefined ? response.writeHead(404).end() : answer("text/javascript", readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function page(): string {
  return stripTypeScriptTypes(readFileSync(join(import.meta.dirname, "page.ts"), "utf8"));
}

/** Each name by which the packages can be imported, with the path at which this server has that file. */
function importMap(): Record<string, string> {
  return Object.fromEntries(
    packages.flatMap((name) => {
      const { exports } = JSON.parse(readFileSync(join(folderOf(name), "package.json"), "utf8")) as {
        exports: Record<string, { import: string }>;
      };
      return Object.entries(exports).map(([key, { import: file }]) => [
        name + key.slice(1),
        `/packages/${name}${file.slice(1)}`,
      ]);
    }),
  );
}

function fileOf(path: string): string | undefined {
  const name = packages.find((one) => path.startsWith(`/packages/${one}/`));
  if (name === undefined) return undefined;
  const folder = folderOf(name);
  const file = join(folder, path.slice(`/packages/${name}`.length));
  return file.startsWith(folder + sep) && existsSync(file) ? file : undefined;
}

function folderOf(name: string): string {
  return dirname(findPackageJSON(name, import.meta.url) as string);
}
