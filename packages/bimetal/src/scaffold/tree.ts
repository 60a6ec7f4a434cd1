import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A file as it is to be. */
export interface Planned {
  readonly content: Buffer;
  readonly executable: boolean;
}

/** What is to happen to one file. */
export interface Change {
  /** Relative to the root, with `/`. */
  readonly path: string;
  /** Undefined where there is none yet. */
  readonly before: Planned | undefined;
  /** Undefined where it goes. */
  readonly after: Planned | undefined;
}

type Content = Buffer | string | (() => string);

/** A workspace on disk, with changes laid over it that are not written yet. */
export class Tree {
  readonly root: string;
  readonly #planned = new Map<string, Planned | undefined>();

  constructor(root: string) {
    this.root = root;
  }

  /** A file as it will be; undefined where there is none. */
  read(path: string): Buffer | undefined {
    return this.#planned.has(path) ? this.#planned.get(path)?.content : this.#onDisk(path)?.content;
  }

  /** @throws where there is none */
  text(path: string): string {
    const content = this.read(path);
    if (content === undefined) throw new Error(`there is no ${path}`);
    return content.toString("utf8");
  }

  has(path: string): boolean {
    return this.read(path) !== undefined;
  }

  /** Keeps the mode of a file that is there, unless told otherwise. A function is called when somebody reads the content. */
  write(path: string, content: Content, executable = this.#onDisk(path)?.executable ?? false): void {
    this.#planned.set(path, planned(content, executable));
  }

  delete(path: string): void {
    this.#planned.set(path, undefined);
  }

  /** The files below a folder, as they will be. */
  list(folder: string): string[] {
    const there = filesBelow(join(this.root, folder)).map((file) => `${folder}/${file}`);
    const planned = [...this.#planned.keys()].filter((path) => path.startsWith(`${folder}/`));
    return [...new Set([...there, ...planned])].filter((path) => this.has(path)).sort();
  }

  /** What differs from what is on disk, by path. */
  changes(): Change[] {
    const changes = [...this.#planned].map(([path, after]) => ({ path, before: this.#onDisk(path), after }));
    return changes.filter(({ before, after }) => !same(before, after)).sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  #onDisk(path: string): Planned | undefined {
    const file = join(this.root, path);
    if (!existsSync(file) || !lstatSync(file).isFile()) return undefined;
    return { content: readFileSync(file), executable: (lstatSync(file).mode & 0o100) !== 0 };
  }
}

function planned(content: Content, executable: boolean): Planned {
  if (typeof content !== "function") return { content: Buffer.from(content), executable };
  let made: Buffer | undefined;
  return {
    get content() {
      made ??= Buffer.from(content());
      return made;
    },
    executable,
  };
}

function same(a: Planned | undefined, b: Planned | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.executable === b.executable && a.content.equals(b.content);
}

/** Not what is installed or built. */
const passedOver = new Set(["node_modules", "target", "dist", "bin", ".turbo"]);

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) {
      if (passedOver.has(entry.name)) return [];
      return filesBelow(join(folder, entry.name)).map((file) => `${entry.name}/${file}`);
    }
    return [entry.name];
  });
}
