import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DescMessage } from "@bufbuild/protobuf";
import { createFileRegistry, fromBinary, fromJson } from "@bufbuild/protobuf";
import { pathToString } from "@bufbuild/protobuf/reflect";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { createValidator, type Violation } from "@bufbuild/protovalidate";
import { expect, test } from "vitest";
import { brokenConstraint, declaredConstraints } from "./constraints.ts";
import { type Row, readCorpus } from "./corpus.ts";

const descriptors = readFileSync(join(import.meta.dirname, "../gen/descriptor.binpb"));
const contracts = createFileRegistry(fromBinary(FileDescriptorSetSchema, descriptors));
const validator = createValidator({ registry: contracts });
const corpus = readCorpus();

function schemaOf(row: Row): DescMessage {
  const schema = contracts.getMessage(row.message);
  if (!schema) throw new Error(`${row.name}: no contract has ${row.message}`);
  return schema;
}

function violationsOf(row: Row): Violation[] {
  const schema = schemaOf(row);
  const result = validator.validate(schema, fromJson(schema, row.json, { registry: contracts }));
  if (result.kind === "error") throw result.error;
  return result.violations ?? [];
}

test.each(corpus)("$name", (row) => {
  const found = violationsOf(row).map(({ field, ruleId }) => `${pathToString(field)} ${ruleId}`);
  expect(found.sort()).toEqual(row.violations.map(({ field, rule }) => `${field} ${rule}`).sort());
});

test("each row of a message has a name of its own", () => {
  const names = corpus.map(({ message, name }) => `${message}: ${name}`);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test("each constraint of the contracts is broken by a row", () => {
  const declared = declaredConstraints(contracts);
  expect(declared.length).toBeGreaterThan(0);
  const broken = corpus.flatMap((row) =>
    violationsOf(row).map(({ field, ruleId }) => brokenConstraint(schemaOf(row), field, ruleId)),
  );
  const known = new Set(broken);
  expect(declared.filter((constraint) => !known.has(constraint))).toEqual([]);
  // And nothing is broken that is not declared: the two are written in the same way.
  expect([...known].filter((constraint) => !declared.includes(constraint))).toEqual([]);
});
