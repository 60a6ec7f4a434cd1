import { type JsonObject, toJson } from "@bufbuild/protobuf";
import { type Valuation, ValuationSchema } from "@workspace/proto/risk/v1/valuation_pb";
import type { Comparison, Report } from "./report.ts";

/** The document that `--json` prints: the valuation in the JSON of its contract, as REST gives it, and what it is held against. */
export function documentOf(valuation: Valuation, report: Report): JsonObject {
  const { seconds, pathsPerSecond, outsideEngines } = report;
  return {
    valuation: toJson(ValuationSchema, valuation),
    // In the portfolio's order; null where there is no closed form, or nothing to measure a difference with.
    comparison: {
      total: report.total === null ? null : exactly(report.total),
      positions: report.positions.map((position) => ({ positionId: position.id, ...exactly(position) })),
    },
    speed: { seconds, pathsPerSecond, outsideEngines },
  };
}

function exactly({ closedForm, deviation }: Comparison): JsonObject {
  return { closedForm, deviation };
}
