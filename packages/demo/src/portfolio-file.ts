import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { fromJson, type JsonValue } from "@bufbuild/protobuf";
import { type Portfolio, PortfolioSchema } from "@workspace/proto/risk/v1/portfolio_pb";
import type { Failure, FieldError } from "./failure.ts";
import { fieldErrors } from "./field-errors.ts";

/** The portfolio that is valued when no file is named. */
export const SAMPLE_FILE = fileURLToPath(new URL("../data/portfolio.json", import.meta.url));

/** The one whose losses are asked for: it holds nothing but what has a closed form. */
export const LOSS_SAMPLE_FILE = fileURLToPath(new URL("../data/options.json", import.meta.url));

/** A portfolio as read, beside the JSON it came from. */
export interface PortfolioFile {
  kind: "read";
  file: string;
  portfolio: Portfolio;
  json: unknown;
}

/** Reads the protojson of a `risk.v1.Portfolio`; constraints on values are left to the service. */
export async function readPortfolio(file: string): Promise<PortfolioFile | Failure> {
  let content: string;
  try {
    content = await readFile(file, "utf8");
  } catch (error) {
    return wrong(`cannot read ${file}: ${(error as Error).message}`);
  }
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (error) {
    return wrong(`${file} is not JSON: ${(error as Error).message}`);
  }
  const fields = fieldErrors(PortfolioSchema, json);
  if (fields.length > 0) return wrong(`${file} is not a portfolio`, fields);
  return { kind: "read", file, portfolio: fromJson(PortfolioSchema, json as JsonValue), json };
}

/** Says of each field that the service refuses where it stands in the file, and what the file says there. */
export function locateInFile(fields: readonly FieldError[], { json }: PortfolioFile): FieldError[] {
  return fields.map((field) => {
    const path = field.path.replace(/^portfolio\.?/, "");
    const value = path === field.path ? undefined : valueAt(json, path);
    const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
    return { ...field, path, ...(isPlain ? { hint: `the file says ${JSON.stringify(value)}` } : {}) };
  });
}

function valueAt(json: unknown, path: string): unknown {
  return path
    .split(/[.[\]]+/)
    .filter((step) => step !== "")
    .reduce<unknown>((value, step) => {
      if (typeof value !== "object" || value === null) return undefined;
      const members = value as Record<string, unknown>;
      // Paths carry the names of the schema, files mostly those of JSON.
      return members[step] ?? members[step.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())];
    }, json);
}

function wrong(message: string, fields: FieldError[] = []): Failure {
  return { kind: "input", message, fields };
}
