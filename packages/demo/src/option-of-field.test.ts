import { ValuationSpecSchema } from "@workspace/proto/risk/v1/valuation_pb";
import { expect, test } from "vitest";
import { nameOption } from "./option-of-field.ts";

const told = (path: string) => nameOption({ path, message: "m" });

test("a flag may be left out, and a number may be another", () => {
  expect(told("valuation.spec.greeks[3]")).toEqual({
    path: "--greeks",
    message: "m",
    hint: "try again without --greeks",
  });
  expect(told("valuation.spec.target.standard_error")).toEqual({ path: "--target-standard-error", message: "m" });
});

test("fields of the file stay as they are", () => {
  expect(told("underlyings[0].spot")).toEqual({ path: "underlyings[0].spot", message: "m" });
});

test("every field of a specification but the limit of time, which is never asked for, has its option", () => {
  const paths = ValuationSpecSchema.fields.map(({ name }) => `valuation.spec.${name}`);
  const without = paths.filter((path) => !told(path).path.startsWith("--"));
  expect(without).toEqual(["valuation.spec.time_limit"]);
});
