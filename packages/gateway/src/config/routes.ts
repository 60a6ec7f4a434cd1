import { resolve } from "node:path";
import {
  checked,
  list,
  object,
  optional,
  type Parse,
  type Read,
  readDocument,
  required,
  text,
} from "../guard/reader.ts";
import type { TlsOptions } from "../upstream/connection.ts";
import { addressesProblem } from "./address.ts";

/** Which packages of the contract a component behind the gateway serves, and where it is. */
export interface Route {
  /** The component's name. */
  readonly upstream: string;
  /** Proto packages; every service found in one of them is served. */
  readonly packages: readonly string[];
  /** Comma-separated `host:port`; each host is resolved to all its addresses. */
  readonly address: string;
  /** TLS to the upstream. Defaults to cleartext. */
  readonly tls?: TlsOptions | undefined;
}

/** A route as the file has it. */
export interface WrittenRoute extends Omit<Route, "tls"> {
  readonly tls: TlsFiles | undefined;
}

/** The files of {@link TlsOptions}, whose paths are absolute. */
export interface TlsFiles {
  readonly caFile: string | undefined;
  readonly certFile: string | undefined;
  readonly keyFile: string | undefined;
  readonly serverName: string | undefined;
}

/** Reads the table of routes from the content of its file. Who may call stands there too, which `readPolicy` reads. */
export function readRoutes(content: unknown, folder: string): Read<readonly WrittenRoute[]> {
  return readDocument(
    content,
    checked(object({ routes: required(list(route(folder))) }, { open: true }), ({ routes }) => routes),
  );
}

const file = (folder: string): Parse<string> => checked(text, (path) => resolve(folder, path));

const tls = (folder: string): Parse<TlsFiles> =>
  checked(
    object({
      caFile: optional(file(folder)),
      certFile: optional(file(folder)),
      keyFile: optional(file(folder)),
      serverName: optional(text),
    }),
    (files, place) =>
      (files.certFile === undefined) === (files.keyFile === undefined)
        ? files
        : place.refuse("must hold certFile and keyFile, or neither"),
  );

const address: Parse<string> = checked(text, (value, place) => {
  const problem = addressesProblem(value);
  return problem === undefined ? value : place.refuse(problem);
});

const route = (folder: string) =>
  object(
    {
      upstream: required(text),
      packages: required(list(text)),
      address: required(address),
      tls: optional(tls(folder)),
    },
    { open: true },
  );

/** The variable that moves an upstream elsewhere: `MAIL_QUEUE_ADDRESS` for `mail-queue`. */
export function addressVariable(upstream: string): string {
  return `${upstream.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}_ADDRESS`;
}
