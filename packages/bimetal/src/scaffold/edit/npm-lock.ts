import type { Tree } from "../tree.ts";
import { setFlags } from "./npm-flags.ts";

/** What is read of a package in `package-lock.json`. */
export interface LockedPackage {
  readonly link?: boolean;
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly [field: string]: unknown;
}

/** As npm sorts. */
const { compare } = new Intl.Collator("en");

const lockFile = "package-lock.json";

/** The locks of the trees that are being changed: a lock has half a megabyte, and is read and written once for all changes. */
const open = new WeakMap<Tree, NpmLock>();

/** Changes what the lock of a tree says. Nothing else may write it. */
export function editNpmLock(tree: Tree, change: (lock: NpmLock) => void): void {
  const lock = open.get(tree) ?? new NpmLock(tree.text(lockFile));
  open.set(tree, lock);
  change(lock);
  tree.write(lockFile, () => lock.toString());
}

/** `package-lock.json`, of which npm alone is the author: it is written as npm writes it, not edited in place. */
export class NpmLock {
  readonly #document: { packages: Record<string, LockedPackage>; [field: string]: unknown };

  constructor(text: string) {
    this.#document = JSON.parse(text);
  }

  get(path: string): LockedPackage | undefined {
    return this.#document.packages[path];
  }

  set(path: string, entry: LockedPackage): void {
    this.#document.packages[path] = entry;
  }

  /** The folders of the workspace's own packages. */
  members(): string[] {
    return Object.values(this.#document.packages).flatMap(({ link, resolved }) => (link && resolved ? [resolved] : []));
  }

  setName(name: string): void {
    this.#document.name = name;
  }

  /** Makes a folder of the workspace a package of it. */
  addMember(folder: string, entry: LockedPackage): void {
    this.set(folder, entry);
    this.set(`node_modules/${entry.name}`, { resolved: folder, link: true });
  }

  removeMember(folder: string): void {
    const { packages } = this.#document;
    for (const path of Object.keys(packages)) {
      const mine = path === folder || path.startsWith(`${folder}/`);
      if (mine || packages[path]?.resolved === folder) delete packages[path];
    }
  }

  /** Leaves some packages and takes all others out. */
  only(paths: readonly string[]): this {
    const { packages } = this.#document;
    for (const path of Object.keys(packages)) if (!paths.includes(path)) delete packages[path];
    return this;
  }

  /** Takes out what nothing needs any more, and marks what is left by who needs it. */
  prune(): void {
    const { packages } = this.#document;
    const needed = new Set<string>(["", ...this.members()]);
    for (const path of needed) {
      const { dependencies, devDependencies, optionalDependencies, peerDependencies } = packages[path] ?? {};
      const all = { ...dependencies, ...devDependencies, ...optionalDependencies, ...peerDependencies };
      for (const name of Object.keys(all)) {
        const found = this.#resolve(path, name);
        if (found !== undefined) needed.add(found);
      }
    }
    for (const path of Object.keys(packages)) {
      if (!needed.has(path) && !(packages[path]?.link === true)) delete packages[path];
    }
    setFlags(packages, (from, name) => this.#resolve(from, name));
  }

  toString(): string {
    const packages = Object.entries(this.#document.packages).sort(([a], [b]) => compare(a, b));
    return `${JSON.stringify({ ...this.#document, packages: Object.fromEntries(packages) }, undefined, 2)}\n`;
  }

  /** Where Node finds a package, as seen from another: in the nearest node_modules above it. */
  #resolve(from: string, name: string): string | undefined {
    for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf("/")))) {
      if (at.endsWith("node_modules")) continue;
      const candidate = `${at === "" ? "" : `${at}/`}node_modules/${name}`;
      if (this.#document.packages[candidate] !== undefined) return candidate;
      if (at === "") return undefined;
    }
  }
}
