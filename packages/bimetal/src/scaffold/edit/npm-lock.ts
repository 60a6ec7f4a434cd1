/** What is read of a package in `package-lock.json`. */
export interface LockedPackage {
  readonly link?: boolean;
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
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

  /** Takes out what nothing needs any more. */
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
  }

  toString(): string {
    const packages = Object.entries(this.#document.packages).sort(([a], [b]) => a.localeCompare(b, "en"));
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
