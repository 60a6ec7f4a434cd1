import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A package to be served. */
export interface Published {
  readonly manifest: { readonly name: string; readonly version: string };
  readonly tarball: string;
}

/** A registry on this machine; disposing of it closes it. */
export interface Registry extends AsyncDisposable {
  readonly url: string;
}

/**
 * Serves packed packages as a registry does, and sends for everything else to the registry that npm is configured with. It speaks as
 * much of the protocol as npm needs to install.
 */
export async function startRegistry(packages: readonly Published[], upstream: string): Promise<Registry> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", url()).pathname);
    const found = packages.find(({ manifest }) => path === `/${manifest.name}` || path === `/${manifest.name}.tgz`);
    if (found === undefined) {
      response.writeHead(302, { location: upstream.replace(/\/$/, "") + (request.url ?? "/") }).end();
    } else if (path.endsWith(".tgz")) {
      response.end(readFileSync(found.tarball));
    } else {
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(document(found, url())));
    }
  });
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: url(),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function document({ manifest, tarball }: Published, registry: string): object {
  const integrity = `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}`;
  const version = { ...manifest, private: undefined, dist: { tarball: `${registry}/${manifest.name}.tgz`, integrity } };
  return { name: manifest.name, "dist-tags": { latest: manifest.version }, versions: { [manifest.version]: version } };
}
