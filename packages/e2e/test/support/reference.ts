import { readFileSync } from "node:fs";
import { OptionType } from "@workspace/proto/risk/v1/instrument_pb";

/** The rows of a table in `testdata`, by column name. Lines that begin with `#` are comments. */
export function referenceRows(file: string): Record<string, string>[] {
  const lines = readFileSync(new URL(`../../testdata/${file}`, import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  const names = lines[0]?.split(",") ?? [];
  return lines.slice(1).map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(names.map((name, column) => [name, cells[column] ?? ""]));
  });
}

/** A cell as a number. Throws where it is none. */
export function numberOf(row: Record<string, string>, column: string): number {
  const cell = row[column];
  const number = Number(cell);
  if (!cell || Number.isNaN(number)) throw new Error(`${column} is not a number in ${JSON.stringify(row)}`);
  return number;
}

/** Call or put, as a table says it. */
export function optionType(name: string | undefined): OptionType {
  return name === "Put" ? OptionType.PUT : OptionType.CALL;
}
