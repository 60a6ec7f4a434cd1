import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Change } from "./tree.ts";

/** A commit without parents. */
export interface FirstCommit {
  readonly branch: string;
  /** Name, address and time as `git var GIT_COMMITTER_IDENT` prints them; the author is the same. */
  readonly committer: string;
  readonly message: string;
  readonly folder: string;
  /** What was written there; its content is read again, for formatters have been at it. */
  readonly written: readonly Change[];
}

/** A commit as `git fast-import` reads it: https://git-scm.com/docs/git-fast-import#_input_format. */
export function commitStream({ branch, committer, message, folder, written }: FirstCommit): Buffer {
  return Buffer.concat([
    Buffer.from(`commit refs/heads/${branch}\ncommitter ${committer}\n`),
    ...data(Buffer.from(`${message}\n`)),
    ...written.flatMap(({ path, after }) => [
      Buffer.from(`M ${after?.executable ? "100755" : "100644"} inline ${path}\n`),
      ...data(readFileSync(join(folder, path))),
    ]),
  ]);
}

function data(content: Buffer): Buffer[] {
  return [Buffer.from(`data ${content.length}\n`), content, Buffer.from("\n")];
}
