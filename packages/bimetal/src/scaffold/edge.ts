import { clientsFolder } from "../derive/clients.ts";
import type { Component } from "../manifest/model.ts";
import { starter } from "../template/starter.ts";
import { loadTemplate } from "../template/template.ts";
import { casings } from "./names.ts";
import { renamer } from "./rename.ts";

/** A file that belongs to an edge. */
export interface EdgeFile {
  readonly path: string;
  readonly content: string;
}

/** Whether a component serves version 1 of the contract that has its own name: the one that clients are written for. */
export function servesOwnName({ name, contract }: Component): boolean {
  return contract === `${casings(name).snake}.v1`;
}

/** What an edge needs beside its line in the manifest: the caller's client and its fake, and an end-to-end test. */
export function edgeFiles(from: Component, to: Component): EdgeFile[] {
  const isGateway = from.kind === "gateway";
  // The starter's gateway calls its service, and its service its engine.
  const rename = renamer(
    isGateway
      ? [{ from: starter.service, to: to.name }]
      : [
          { from: starter.service, to: from.name },
          { from: starter.engine, to: to.name },
        ],
  );
  const test = isGateway ? `edge-gateway-${starter.service}` : `edge-${starter.service}-${starter.engine}`;
  const client = `services/${starter.service}/internal/clients/${casings(starter.engine).flat}/`;
  return loadTemplate().starter.flatMap(({ path, content: bytes }) => {
    const content = () => rename(bytes.toString("utf8"));
    if (path === `packages/e2e/test/${test}.test.ts`) {
      const name = isGateway ? `edge-${from.name}-${to.name}` : rename(test);
      return [{ path: `packages/e2e/test/${name}.test.ts`, content: content() }];
    }
    if (!isGateway && path.startsWith(client)) {
      const rest = path.slice(client.length);
      const folder = `${clientsFolder(from)}/${casings(to.name).flat}`;
      return [{ path: `${folder}/${rest}`, content: content() }];
    }
    return [];
  });
}
