/** Where in a document a value stands, and who hears what is wrong with it. */
export interface Place {
  /** A JSON pointer (RFC 6901); empty for the whole document. */
  readonly pointer: string;
  /** How many mistakes the document has so far. */
  readonly mistakes: number;
  /** Notes a mistake. What it returns is of no use: a document with mistakes is thrown away as a whole. */
  refuse<T>(reason: string): T;
  /** The place of a member. */
  child(key: string | number): Place;
}

/** Makes a value of what a document holds at a place, or refuses it. A member that is not there is `undefined`. */
export type Parse<T> = (value: unknown, place: Place) => T;

/** A document as it was understood, or everything that is wrong with it: lines of `/json/pointer: reason`. */
export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads a whole document. */
export function readDocument<T>(content: unknown, parse: Parse<T>): Read<T> {
  const problems: string[] = [];
  const placeOf = (pointer: string): Place => ({
    pointer,
    get mistakes() {
      return problems.length;
    },
    refuse<R>(reason: string) {
      problems.push(`${pointer === "" ? "/" : pointer}: ${reason}`);
      return undefined as R;
    },
    child: (key) => placeOf(`${pointer}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`),
  });
  const value = parse(content, placeOf(""));
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value };
}

/** A member that must be there. */
export const required =
  <T>(parse: Parse<T>): Parse<T> =>
  (value, place) =>
    value === undefined ? place.refuse("is missing") : parse(value, place);

/** A member that may be left out. */
export const optional =
  <T>(parse: Parse<T>): Parse<T | undefined> =>
  (value, place) =>
    value === undefined ? undefined : parse(value, place);

/** A member that stands for another value where it is left out. */
export const withDefault =
  <T>(parse: Parse<T>, fallback: NoInfer<T>): Parse<T> =>
  (value, place) =>
    value === undefined ? fallback : parse(value, place);

/** Makes something else of a value in which no mistake was found. */
export const checked =
  <T, R>(parse: Parse<T>, make: (value: T, place: Place) => R): Parse<R> =>
  (value, place) => {
    const before = place.mistakes;
    const parsed = parse(value, place);
    return place.mistakes === before ? make(parsed, place) : (undefined as R);
  };

export const flag: Parse<boolean> = (value, place) =>
  typeof value === "boolean" ? value : place.refuse("must be true or false");

export const text: Parse<string> = (value, place) =>
  typeof value === "string" && value !== "" ? value : place.refuse("must be a text that is not empty");

/** A text that `problemOf` finds nothing wrong with. */
export const textWithout = (problemOf: (value: string) => string | undefined): Parse<string> =>
  checked(text, (value, place) => {
    const problem = problemOf(value);
    return problem === undefined ? value : place.refuse(problem);
  });

export const wholeNumber =
  ({ min, max }: { min: number; max: number }): Parse<number> =>
  (value, place) =>
    typeof value === "number" && Number.isInteger(value) && value >= min && value <= max
      ? value
      : place.refuse(`must be a whole number of ${min} to ${max}`);

export const oneOf =
  <const W extends string>(words: readonly W[]): Parse<W> =>
  (value, place) =>
    words.find((word) => word === value) ?? place.refuse(`must be one of ${words.join(", ")}`);

/** A list; `min` is how many entries it has at least. */
export const list =
  <T>(parse: Parse<T>, { min = 0 } = {}): Parse<T[]> =>
  (value, place) => {
    if (!Array.isArray(value)) return place.refuse("must be a list");
    if (value.length < min) return place.refuse(`must hold at least ${min === 1 ? "one entry" : `${min} entries`}`);
    return value.map((entry, index) => parse(entry, place.child(index)));
  };

/**
 * An object with these members. For one that is not known the nearest that is gets proposed; `open` leaves it to others.
 */
export const object =
  <S extends Record<string, Parse<unknown>>>(
    shape: S,
    { open = false } = {},
  ): Parse<{ [K in keyof S]: ReturnType<S[K]> }> =>
  (value, place) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return place.refuse("must be an object");
    for (const key of open ? [] : Object.keys(value)) {
      if (!Object.hasOwn(shape, key)) place.child(key).refuse(`is not known${proposal(key, Object.keys(shape))}`);
    }
    const members = Object.entries(shape).map(([key, parse]) => [
      key,
      parse(Object.hasOwn(value, key) ? value[key as never] : undefined, place.child(key)),
    ]);
    return Object.fromEntries(members) as { [K in keyof S]: ReturnType<S[K]> };
  };

function proposal(key: string, known: readonly string[]): string {
  const [best] = known
    .map((name) => ({ name, edits: distance(key.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits);
  if (best !== undefined && best.edits <= Math.max(2, key.length / 3)) return `; did you mean ${best.name}?`;
  return `; known are ${known.join(", ")}`;
}

/** How many letters have to be changed, added or taken away to make one word of the other (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (letter === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
