/** One package of `Cargo.lock`, with its own text. */
interface Crate {
  readonly name: string;
  readonly version: string;
  /** Its table, as Cargo wrote it. */
  readonly text: string;
  /** Names, with a version behind. */
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
    const crates = packages.map(readCrate);
    // Cargo leaves the version out where there is one only, which may not stay so.
    const versions = new Map(crates.map(({ name, version }) => [name, version]));
    const full = (dependency: string) => {
      const version = dependency.includes(" ") ? undefined : versions.get(dependency);
      return version === undefined ? dependency : `${dependency} ${version}`;
    };
    this.#crates = crates.map((crate) => ({ ...crate, dependencies: crate.dependencies.map(full) }));
  }

  /** Adds a member of another workspace's lock under its name, and what it needs and is not there yet. */
  add(from: CargoLock, name: string, rename: (text: string) => string): void {
    const member = from.#crates.find((crate) => crate.name === name);
    if (member === undefined) throw new Error(`Cargo.lock has no ${name}`);
    for (const crate of from.#closure([member])) {
      if (crate === member || this.#find(crate)) continue;
      this.#crates.push(crate);
    }
    this.#crates.push({ ...readCrate(rename(member.text)), dependencies: member.dependencies.map(rename) });
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
    const sorted = [...this.#crates].sort((a, b) => compare(a.name, b.name) || compareVersions(a.version, b.version));
    const several = new Set(sorted.filter(({ name }, at) => sorted[at - 1]?.name === name).map(({ name }) => name));
    const short = (dependency: string) => {
      const [name = ""] = dependency.split(" ", 1);
      return several.has(name) ? dependency : name;
    };
    const texts = sorted.map(({ text, dependencies }) => {
      const list = `dependencies = [\n${dependencies.map((one) => ` "${short(one)}",\n`).join("")}]`;
      return table + text.replace(/^dependencies = \[[^\]]*\]/m, () => list).trimEnd();
    });
    return `${this.#head}${texts.join("\n\n")}\n`;
  }

  #find({ name, version }: Crate): boolean {
    return this.#crates.some((crate) => crate.name === name && crate.version === version);
  }

  #closure(roots: readonly Crate[]): Crate[] {
    const known = new Map(this.#crates.map((crate) => [`${crate.name} ${crate.version}`, crate]));
    const needed = new Set(roots);
    for (const crate of needed) {
      for (const dependency of crate.dependencies) {
        const found = known.get(dependency);
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

/** By lines, as Cargo writes them: a lock has hundreds of tables, and a parser of all of TOML is felt when each command starts cold. */
function readCrate(text: string): Crate {
  const field = (name: string) => new RegExp(`^${name} = "(.*)"$`, "m").exec(text)?.[1] ?? "";
  const dependencies = [...text.matchAll(/^ "(.*)",$/gm)].map(([, dependency = ""]) => dependency);
  return { name: field("name"), version: field("version"), text, dependencies };
}

/** By number: 0.9 comes before 0.10, and a version before that it leads up to. */
function compareVersions(a: string, b: string): number {
  const [[numbersOfA = "", ...early], [numbersOfB = "", ...earlyOfB]] = [a.split("-"), b.split("-")];
  const numbers = numbersOfA.localeCompare(numbersOfB, "en", { numeric: true });
  return numbers || Number(earlyOfB.length > 0) - Number(early.length > 0) || compare(a, b);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
