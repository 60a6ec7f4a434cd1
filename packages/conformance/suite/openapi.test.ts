import { readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";

test("the document that is kept beside the bindings is valid against the official schema, and describes operations", async () => {
  const file = new URL("../../../proto/gen/openapi.json", import.meta.url);
  const document = JSON.parse(readFileSync(file, "utf8"));
  expect(document.openapi).toBe("3.1.1");
  expect(Object.keys(document.paths).length).toBeGreaterThan(0);
  expect(await new Validator().validate(document)).toEqual({ valid: true });
});
