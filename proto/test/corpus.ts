import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonValue } from "@bufbuild/protobuf";

/** A message and what the validator must say of it; the fields are explained in `testdata/validation/README.md`. */
export interface Row {
  name: string;
  message: string;
  json: JsonValue;
  violations: { field: string; rule: string }[];
}

/** The rows of every file of the corpus, ready to parse. */
export function readCorpus(): Row[] {
  const folder = join(import.meta.dirname, "../testdata/validation");
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  const rows = files.flatMap((file): Row[] => JSON.parse(readFileSync(join(folder, file), "utf8")));
  return rows.map((row) => ({ ...row, json: expand(row.json) }));
}

/** Writes out what `$repeat` stands for. */
function expand(value: JsonValue): JsonValue {
  const repeated = asRepeat(value);
  if (repeated) return String(repeated.of).repeat(repeated.times);
  if (Array.isArray(value)) {
    return value.flatMap((item) => {
      const list = asRepeat(item);
      return list ? new Array<JsonValue>(list.times).fill(list.of) : [expand(item)];
    });
  }
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, expand(item)]));
}

function asRepeat(value: JsonValue): { times: number; of: JsonValue } | undefined {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return undefined;
  const { $repeat: times, of } = value;
  return typeof times === "number" && of !== undefined ? { times, of } : undefined;
}
