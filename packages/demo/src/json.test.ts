import { create } from "@bufbuild/protobuf";
import { Estimator, Greek, Sampling, Valuation_State, ValuationSchema } from "@workspace/proto/risk/v1/valuation_pb";
import { expect, test } from "vitest";
import { documentOf } from "./json.ts";
import { type PortfolioFile, readPortfolio, SAMPLE_FILE } from "./portfolio-file.ts";
import { reportOn } from "./report.ts";

const { portfolio } = (await readPortfolio(SAMPLE_FILE)) as PortfolioFile;

test("the valuation is in the names of its contract, and closed forms stand beside it", () => {
  const estimate = { value: 8.7, standardError: 0.1 };
  const greek = {
    greek: Greek.DELTA,
    underlying: "ALDER",
    estimator: Estimator.PATHWISE,
    estimate: { value: 0.5, standardError: 0.01 },
  };
  const valuation = create(ValuationSchema, {
    name: "portfolios/p/valuations/v",
    spec: { stop: { case: "paths", value: 8192n }, greeks: [Greek.DELTA], sampling: Sampling.SOBOL },
    state: Valuation_State.SUCCEEDED,
    result: {
      paths: 8192n,
      total: estimate,
      positions: [{ positionId: "alder-call-100", price: estimate, greeks: [greek] }],
    },
  });
  expect(documentOf(valuation, reportOn(valuation, portfolio))).toEqual({
    valuation: {
      name: "portfolios/p/valuations/v",
      spec: { paths: "8192", greeks: ["GREEK_DELTA"], sampling: "SAMPLING_SOBOL" },
      state: "STATE_SUCCEEDED",
      result: {
        paths: "8192",
        total: estimate,
        positions: [
          {
            positionId: "alder-call-100",
            price: estimate,
            greeks: [
              {
                greek: "GREEK_DELTA",
                underlying: "ALDER",
                estimator: "ESTIMATOR_PATHWISE",
                estimate: { value: 0.5, standardError: 0.01 },
              },
            ],
          },
        ],
      },
    },
    comparison: {
      // The sample has positions without a closed form.
      total: { closedForm: null, deviation: null },
      positions: [
        {
          positionId: "alder-call-100",
          closedForm: expect.closeTo(8.7395, 3),
          deviation: expect.closeTo(-0.395, 3),
        },
      ],
    },
    speed: { seconds: null, pathsPerSecond: null, outsideEngines: null },
  });
});

test("an estimate that scatters by rounding alone is not measured in standard errors", () => {
  const valuation = create(ValuationSchema, {
    result: { positions: [{ positionId: "alder-call-100", price: { value: 8.7395, standardError: 1e-15 } }] },
  });
  const { comparison } = documentOf(valuation, reportOn(valuation, portfolio));
  expect(comparison).toMatchObject({ positions: [{ deviation: null }] });
});
