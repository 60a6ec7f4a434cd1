import { create } from "@bufbuild/protobuf";
import { Estimator, Greek, GreekEstimateSchema } from "@workspace/proto/risk/v1/valuation_pb";
import { expect, test } from "vitest";
import { greeksOf } from "./greeks.ts";

test("a greek says what it is to and how it was estimated", () => {
  const estimate = { value: 0.5, standardError: 0.01 };
  const told = greeksOf([
    create(GreekEstimateSchema, {
      greek: Greek.VEGA,
      underlying: "ALDER",
      estimator: Estimator.LIKELIHOOD_RATIO,
      estimate,
    }),
    create(GreekEstimateSchema, { greek: Greek.RHO, estimator: Estimator.PATHWISE, estimate }),
  ]);
  expect(told).toEqual([
    { greek: "vega", underlying: "ALDER", estimator: "likelihood ratio", estimate: 0.5, standardError: 0.01 },
    { greek: "rho", underlying: null, estimator: "pathwise", estimate: 0.5, standardError: 0.01 },
  ]);
});
