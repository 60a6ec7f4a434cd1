import type { Estimate, Valuation } from "@workspace/proto/risk/v1/valuation_pb";

/**
 * The result, each double by its bits, so that results compare as equal only where not even the last bit differs. How it was
 * computed (engines, times) is not in it.
 */
export function bitsOf({ result }: Valuation): Record<string, string> {
  if (result === undefined) throw new Error("there is no result");
  const bits: Record<string, string> = { paths: String(result.paths), total: estimateBits(result.total) };
  for (const { positionId, price, greeks } of result.positions) {
    bits[positionId] = estimateBits(price);
    for (const { greek, underlying, estimate } of greeks) {
      bits[`${positionId} ${greek} ${underlying}`] = estimateBits(estimate);
    }
  }
  return bits;
}

function estimateBits(estimate: Estimate | undefined): string {
  if (estimate === undefined) throw new Error("an estimate is missing");
  return `${doubleBits(estimate.value)} ± ${doubleBits(estimate.standardError)}`;
}

function doubleBits(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0).toString(16).padStart(16, "0");
}
