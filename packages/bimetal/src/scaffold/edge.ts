import { clientsFolder } from "../derive/clients.ts";
import type { Component } from "../manifest/model.ts";
import { loadTemplate } from "../template/template.ts";
import { casings } from "./names.ts";
import { renamer } from "./rename.ts";
import { starter, starterPath } from "./starter.ts";

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
  return loadTemplate().flatMap((file) => {
    const path = starterPath(file);
    if (path === `packages/e2e/test/${test}.test.ts`) {
      const content = rename(file.content.toString("utf8"));
      const name = isGateway ? `edge-${from.name}-${to.name}` : rename(test);
      return [{ path: `packages/e2e/test/${name}.test.ts`, content }];
    }
    if (!isGateway && path?.startsWith(client)) {
      const rest = path.slice(client.length);
      const folder = `${clientsFolder(from)}/${casings(to.name).flat}`;
      return [{ path: `${folder}/${rest}`, content: rename(file.content.toString("utf8")) }];
    }
    return [];
  });
}
