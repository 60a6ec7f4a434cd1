import { readFileSync } from "node:fs";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import type { Finding } from "./error.ts";
import { suggestion } from "./nearest.ts";

/** Where the schemas lie, for the sources and for what is built from them. */
const schemaFolder = new URL("../../schema/", import.meta.url);

const compiled = new Map<string, ValidateFunction>();

/** What of a manifest, or of another document that has a schema here, is not as its schema says. */
export function schemaFindings(document: unknown, schema = "bimetal.schema.json"): Finding[] {
  const validate = compiled.get(schema) ?? compile(schema);
  if (validate(document)) return [];
  // That a condition led to an error says nothing beside the error itself.
  return (validate.errors ?? []).filter(({ keyword }) => keyword !== "if").map(finding);
}

function compile(schema: string): ValidateFunction {
  const text = readFileSync(new URL(schema, schemaFolder), "utf8");
  const validate = new Ajv({ allErrors: true, verbose: true }).compile(JSON.parse(text));
  compiled.set(schema, validate);
  return validate;
}

function finding(error: ErrorObject): Finding {
  const path = error.instancePath;
  const within = (name: string) => `${path}/${name}`;
  switch (error.keyword) {
    case "additionalProperties": {
      const name: string = error.params.additionalProperty;
      return { path: within(name), message: `there is no such field.${suggestion(name, fieldsOf(error))}` };
    }
    case "required":
      return { path: within(error.params.missingProperty), message: "is missing" };
    case "dependencies":
      return { path: within(error.params.missingProperty), message: `is missing: ${error.params.property} needs it` };
    case "minProperties":
    case "maxProperties": {
      const bound = error.keyword === "minProperties" ? "at least" : "at most";
      return { path, message: `must hold ${bound} ${error.params.limit} of ${fieldsOf(error).join(", ")}` };
    }
    case "enum":
      return { path, message: `must be one of ${error.params.allowedValues.join(", ")}` };
    case "false schema":
      return { path, message: "a component of this kind has none; remove it" };
    case "const":
      return { path, message: `must be ${error.params.allowedValue} in a component of this kind` };
    case "pattern":
      return { path, message: `must look like ${examples(error)}, not ${JSON.stringify(error.data)}` };
    default:
      return { path, message: error.message ?? error.keyword };
  }
}

function fieldsOf(error: ErrorObject): string[] {
  return Object.keys((error.parentSchema as { properties: object }).properties);
}

function examples(error: ErrorObject): string {
  const { examples: given = [], pattern } = error.parentSchema as { examples?: string[]; pattern: string };
  return given.length > 0 ? given.map((example) => JSON.stringify(example)).join(" or ") : pattern;
}
