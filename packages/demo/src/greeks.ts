import { Estimator, Greek, type GreekEstimate } from "@workspace/proto/risk/v1/valuation_pb";

/** A sensitivity of one unit of a position. */
export interface GreekReport {
  /** `delta`, `vega`, `rho`. */
  greek: string;
  /** The id of what a delta or a vega is to; null for a rho. */
  underlying: string | null;
  /** How it was estimated: `pathwise` or `likelihood ratio`. */
  estimator: string;
  estimate: number;
  standardError: number;
}

/** In the order in which they were found. */
export function greeksOf(greeks: readonly GreekEstimate[]): GreekReport[] {
  return greeks.map(({ greek, underlying, estimator, estimate }) => ({
    greek: nameOf(Greek[greek] ?? `greek ${greek}`),
    underlying: underlying === "" ? null : underlying,
    estimator: nameOf(Estimator[estimator] ?? `estimator ${estimator}`),
    estimate: estimate?.value ?? Number.NaN,
    standardError: estimate?.standardError ?? Number.NaN,
  }));
}

/** The header and the rows of their table: a row for each position, and for each underlying where it has several. */
export function greekRows(positions: readonly { id: string; greeks?: GreekReport[] }[]): string[][] {
  const all = positions.flatMap(({ greeks = [] }) => greeks);
  const names = [...new Set(all.map(({ greek }) => greek))];
  if (names.length === 0) return [];
  return [
    ["position", "underlying", ...names.flatMap((name) => [name, "standard error"]), "estimator"],
    ...positions.flatMap(({ id, greeks = [] }) =>
      byUnderlying(greeks).map(([underlying, own]) => [
        id,
        underlying,
        ...names.flatMap((name) => {
          const found = own.find(({ greek }) => greek === name);
          return found === undefined ? ["-", "-"] : [found.estimate.toFixed(4), found.standardError.toFixed(4)];
        }),
        [...new Set(own.map(({ estimator }) => estimator))].join(", "),
      ]),
    ),
  ];
}

/** What is to no underlying stands with the only one, or in a row of its own where there are several. */
function byUnderlying(greeks: readonly GreekReport[]): [underlying: string, greeks: GreekReport[]][] {
  const underlyings = [...new Set(greeks.flatMap(({ underlying }) => underlying ?? []))];
  const [only] = underlyings;
  if (underlyings.length === 1 && only !== undefined) return [[only, [...greeks]]];
  const rows = underlyings.map((id): [string, GreekReport[]] => [
    id,
    greeks.filter(({ underlying }) => underlying === id),
  ]);
  const rest = greeks.filter(({ underlying }) => underlying === null);
  return rest.length === 0 ? rows : [...rows, ["-", rest]];
}

function nameOf(constant: string): string {
  return constant.toLowerCase().replaceAll("_", " ");
}
