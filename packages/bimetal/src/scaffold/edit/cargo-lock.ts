import { readToml } from "./toml.ts";

/** One package of `Cargo.lock`, with its own text. */
interface Crate {
  readonly name: string;
  readonly version: string;
  /** Its table, as Cargo wrote it. */
  readonly text: string;
  /** Names; with a version behind, where there are several of the name. */
  readonly dependencies: readonly string[];
}

const table = "[[package]]\n";

/** `Cargo.lock`, of which Cargo alone is the author: it is written as Cargo writes it. */
export class CargoLock {
  readonly #head: string;
  #crates: Crate[];

  constructor(text: string) {
    const [head = "", ...packages] = text.split(table);
    this.#head = head;
    this.#crates = packages.map(readCrate);
  }

  /** Adds a member of another workspace's lock under its name, and what it needs and is not there yet. */
  add(from: CargoLock, name: string, rename: (text: string) => string): void {
    const member = from.#crates.find((crate) => crate.name === name);
    if (member === undefined) throw new Error(`Cargo.lock has no ${name}`);
    for (const crate of from.#closure([member])) {
      if (crate === member || this.#find(crate)) continue;
      this.#crates.push(crate);
    }
    this.#crates.push(readCrate(rename(member.text)));
  }

  /** The workspace's own crates. */
  members(): string[] {
    return this.#crates.filter(isOwn).map(({ name }) => name);
  }

  /** Takes members out, and what nothing needs any more. */
  remove(...names: readonly string[]): void {
    this.#crates = this.#closure(this.#crates.filter((crate) => isOwn(crate) && !names.includes(crate.name)));
  }

  toString(): string {
    const sorted = [...this.#crates].sort((a, b) => compare(a.name, b.name) || compare(a.version, b.version));
    return `${this.#head}${sorted.map(({ text }) => table + text.trimEnd()).join("\n\n")}\n`;
  }

  #find({ name, version }: Crate): boolean {
    return this.#crates.some((crate) => crate.name === name && crate.version === version);
  }

  #closure(roots: readonly Crate[]): Crate[] {
    const needed = new Set(roots);
    for (const crate of needed) {
      for (const dependency of crate.dependencies) {
        const [name, version] = dependency.split(" ");
        const found = this.#crates.find(
          (one) => one.name === name && (version === undefined || one.version === version),
        );
        if (found !== undefined) needed.add(found);
      }
    }
    return [...needed];
  }
}

/** What is of this workspace comes from nowhere. */
function isOwn({ text }: Crate): boolean {
  return !/^source = /m.test(text);
}

function readCrate(text: string): Crate {
  const { name, version, dependencies = [] } = readToml<Partial<Crate>>(text);
  return { name: name ?? "", version: version ?? "", text, dependencies };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
