/** What is on a {@link Roster}, and where. */
export interface Entry<T> {
  readonly item: T;
  /** Undefined once it was taken off. */
  index: number | undefined;
}

/** Those that are there at the moment, in no order. */
export interface Roster<T> {
  readonly size: number;
  add(item: T): Entry<T>;
  /** May be done twice. */
  remove(entry: Entry<T>): void;
  /** Those that are there now. */
  items(): T[];
}

/**
 * Makes a roster. A `Set` that gains and loses an item with each call leaves tables behind, each of which refers to the next one
 * (V8 does so for iterators): of those that have become old, everything that came later survives the collection of the young.
 */
export function createRoster<T>(): Roster<T> {
  const entries: Entry<T>[] = [];
  return {
    get size() {
      return entries.length;
    },
    add(item) {
      const entry = { item, index: entries.length };
      entries.push(entry);
      return entry;
    },
    remove(entry) {
      const { index } = entry;
      if (index === undefined) return;
      entry.index = undefined;
      const last = entries.pop() as Entry<T>;
      if (last === entry) return;
      entries[index] = last;
      last.index = index;
    },
    items: () => entries.map(({ item }) => item),
  };
}
