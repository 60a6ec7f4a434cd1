import { join } from "node:path/posix";
import { calledBy, type Manifest } from "../manifest/model.ts";
import { type DerivedFile, derivedJson } from "./derived.ts";

/** Where the gateway sends calls of some proto packages. */
export interface Route {
  /** The component's name. */
  readonly upstream: string;
  readonly packages: readonly string[];
  /** `host:port` on the machine of a developer; the variable `<UPSTREAM>_ADDRESS` says another. */
  readonly address: string;
}

/** The gateway's routes: one for each component that it calls. */
export function routes(manifest: Manifest, gateway: string): Route[] {
  return calledBy(manifest, gateway).map(({ name, contract, port }) => ({
    upstream: name,
    packages: contract === undefined ? [] : [contract],
    address: `127.0.0.1:${port}`,
  }));
}

/** The file `gateway.routes.json` in the gateway's folder; none in a workspace without a gateway. */
export function deriveRoutes(manifest: Manifest): DerivedFile[] {
  return manifest.components
    .filter(({ kind }) => kind === "gateway")
    .map(({ name, path = "" }) => ({
      path: join(path, "gateway.routes.json"),
      content: derivedJson({ routes: routes(manifest, name) }),
    }));
}
