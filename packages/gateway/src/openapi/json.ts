import type { JsonObject, JsonValue } from "@bufbuild/protobuf";

/** A schema of JSON Schema 2020-12, as OpenAPI 3.1 has it. */
export type Schema = JsonObject;

/** Leaves out what is undefined. */
export function compact(entries: Readonly<Record<string, JsonObject[string] | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(entries).filter((entry) => entry[1] !== undefined)) as JsonObject;
}

/** What protovalidate demands of a value: as keywords, and in sentences where JSON Schema has no keyword. */
export interface Constraints {
  readonly schema: Schema;
  readonly notes: readonly string[];
}

/** A value, or one of several. */
export function oneOfValues(only: JsonValue | undefined, some: readonly JsonValue[]): Schema {
  return compact({ const: only, enum: some.length === 0 ? undefined : [...some] });
}

/** None of several values. */
export function noneOf(values: readonly JsonValue[]): Schema {
  return values.length === 0 ? {} : { not: { enum: [...values] } };
}

/**
 * What is set of a message of proto2, where every field that is not set reads as its default. Lists and oneofs, which are always
 * there, stay what they are.
 */
export function given<T extends object>(message: T): Given<T> {
  return { ...message };
}

type Given<T> = {
  readonly [K in keyof T]: T[K] extends readonly unknown[] | { case: unknown } ? T[K] : T[K] | undefined;
};
