import type { LockedPackage } from "./npm-lock.ts";

/** What npm notes at a package: by which kinds of dependency alone it is reached. */
interface Flags {
  dev: boolean;
  optional: boolean;
  /** By dependencies for development and by optional ones, and by no other: it goes when both go. */
  devOptional: boolean;
  peer: boolean;
}

type Flag = keyof Flags;

/** A dependency of one package on another, which is at `to`. */
interface Edge {
  readonly to: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly peer?: boolean;
}

const names: readonly Flag[] = ["dev", "optional", "devOptional", "peer"];

/**
 * Sets the flags of all packages as npm would. A package begins with all flags, and loses one with each way from the workspace's
 * root on which neither the packages before it nor the dependency itself have it.
 *
 * @param resolve where a package finds another by its name
 */
export function setFlags(
  packages: Record<string, LockedPackage>,
  resolve: (from: string, name: string) => string | undefined,
): void {
  const flags = new Map<string, Flags>();
  const of = (path: string): Flags => {
    const found = flags.get(path) ?? { dev: true, optional: true, devOptional: true, peer: true };
    flags.set(path, found);
    return found;
  };
  flags.set("", { dev: false, optional: false, devOptional: false, peer: false });
  const queue = [""];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    const from = of(path);
    for (const edge of edgesOf(packages, path, resolve)) {
      const known = flags.has(edge.to);
      if (unset(from, edge, of(edge.to)) || !known) queue.push(edge.to);
    }
  }
  for (const [path, entry] of Object.entries(packages)) {
    const found = flags.get(path);
    if (found !== undefined) packages[path] = flagged(entry, found);
  }
}

/** Takes the flags off a package that one way to it has not. True where there were any. */
function unset(from: Flags, { dev = false, optional = false, peer = false }: Edge, to: Flags): boolean {
  const without: Flags = {
    dev: !from.dev && !dev,
    optional: !from.optional && !optional,
    // Where the ways of two kinds meet, the flag stays for all that is behind them.
    devOptional: !from.devOptional && !from.dev && !from.optional && !dev && !optional,
    peer: !from.peer && !peer,
  };
  const changed = names.filter((name) => to[name] && without[name]);
  for (const name of changed) to[name] = false;
  return changed.length > 0;
}

function edgesOf(
  packages: Readonly<Record<string, LockedPackage>>,
  path: string,
  resolve: (from: string, name: string) => string | undefined,
): Edge[] {
  const { link, resolved, ...entry } = packages[path] ?? {};
  if (link && resolved !== undefined) return [{ to: resolved }];
  const edges = (dependencies: Readonly<Record<string, string>> = {}, kind: (name: string) => Omit<Edge, "to">) =>
    Object.keys(dependencies).flatMap((name) => {
      const to = resolve(path, name);
      return to === undefined ? [] : [{ to, ...kind(name) }];
    });
  const members = path === "" ? Object.keys(packages).filter((one) => packages[one]?.link) : [];
  const ownDev = !path.includes("node_modules/");
  return [
    ...members.map((to) => ({ to })),
    ...edges(entry.dependencies, () => ({})),
    ...edges(entry.optionalDependencies, () => ({ optional: true })),
    ...(ownDev ? edges(entry.devDependencies, () => ({ dev: true })) : []),
    ...edges(entry.peerDependencies, (name) => {
      return { peer: true, optional: entry.peerDependenciesMeta?.[name]?.optional === true };
    }),
  ];
}

/** The entry with these flags, where npm writes them. */
function flagged(entry: LockedPackage, { dev, optional, devOptional, peer }: Flags): LockedPackage {
  const found = { dev, optional, devOptional: devOptional && !dev && !optional, peer };
  const rest = Object.fromEntries(Object.entries(entry).filter(([field]) => !names.includes(field as Flag)));
  const set = names.filter((name) => found[name]).map((name): Field => [name, true]);
  return Object.fromEntries([...Object.entries(rest), ...set].sort(asNpm));
}

type Field = readonly [name: string, value: unknown];

/** Fields that come before others of their kind. */
const first = ["name", "version", "resolved", "integrity", "dependencies"];

/** The order of fields: objects behind what is none, and both by name. */
function asNpm([a, valueOfA]: Field, [b, valueOfB]: Field): number {
  const isObject = (value: unknown) => Number(typeof value === "object" && !Array.isArray(value));
  const place = (name: string) => (first.includes(name) ? first.indexOf(name) : first.length);
  return isObject(valueOfA) - isObject(valueOfB) || place(a) - place(b) || (a < b ? -1 : 1);
}
