import { join } from "node:path/posix";
import type { Manifest } from "../manifest/model.ts";
import type { EdgePolicy } from "../manifest/policy.ts";
import { type DerivedFile, derivedJson } from "./derived.ts";

/** Where the gateway sends calls of some proto packages, and what holds for them. */
export interface Route extends EdgePolicy {
  /** The component's name. */
  readonly upstream: string;
  readonly packages: readonly string[];
  /** `host:port` on the machine of a developer; the variable `<UPSTREAM>_ADDRESS` says another. */
  readonly address: string;
}

/** The gateway's routes: one for each component that it calls. */
export function routes(manifest: Manifest, gateway: string): Route[] {
  const component = (name: string) => manifest.components.filter((one) => one.name === name);
  return manifest.edges
    .filter(({ from }) => from === gateway)
    .flatMap(({ to, policy }) =>
      component(to).map(({ name, contract, port }) => ({
        upstream: name,
        packages: contract === undefined ? [] : [contract],
        address: `127.0.0.1:${port}`,
        ...policy,
      })),
    );
}

/** The file `gateway.routes.json` in the gateway's folder; none in a workspace without a gateway. */
export function deriveRoutes(manifest: Manifest): DerivedFile[] {
  return manifest.components
    .filter(({ kind }) => kind === "gateway")
    .map(({ name, path = "", policy }) => ({
      path: join(path, "gateway.routes.json"),
      content: derivedJson({ ...policy, routes: routes(manifest, name) }),
    }));
}
