import type { Contender } from "./plan.ts";
import type { Claim, Measured, Point, Series, Values } from "./row.ts";
import { medianInterval } from "./statistics.ts";
import type { Expectation } from "./verdict.ts";

/** A number of one measurement. */
export type Pick = (values: Values) => number | undefined;

/** The subject of a contender, at a point. */
export function subjectOf(measured: readonly Measured[], contender: string, at?: number): Measured | undefined {
  return measured.find((one) => one.contender === contender && one.at === at);
}

/** A number in each round that has it. */
export function valuesOf(one: Measured | undefined, pick: Pick): number[] {
  return (one?.rounds ?? []).flatMap((values) => {
    const value = values && pick(values);
    return value === undefined || !Number.isFinite(value) ? [] : [value];
  });
}

/** The quotient of two subjects' numbers in each round that has both: what the machine does meanwhile meets both. */
export function ratios(a: Measured | undefined, b: Measured | undefined, pick: Pick): number[] {
  return (a?.rounds ?? []).flatMap((values, round) => {
    const other = b?.rounds[round];
    const [x, y] = [values && pick(values), other && pick(other)];
    if (x === undefined || y === undefined) return [];
    const ratio = x / y;
    return Number.isFinite(ratio) ? [ratio] : [];
  });
}

/** The pairs that are compared: the first Rust contender with each in Go. */
export function rivals(contenders: readonly Contender[]): { rust: Contender; go: Contender }[] {
  const rust = contenders.find(({ language }) => language === "rust");
  if (rust === undefined) return [];
  return contenders.filter(({ language }) => language === "go").map((go) => ({ rust, go }));
}

/** A claim on the quotient of two contenders' numbers. */
export function ratioClaim(
  measured: readonly Measured[],
  claim: {
    readonly says: string;
    readonly what: string;
    readonly over: string;
    readonly under: string;
    readonly at?: number;
    readonly pick: Pick;
    readonly expectation: Expectation;
    readonly steady?: true;
  },
): Claim {
  const { says, what, over, under, at, pick, expectation, steady } = claim;
  const [a, b] = [subjectOf(measured, over, at), subjectOf(measured, under, at)];
  const values = ratios(a, b, pick);
  return {
    ...{ says, expectation, values, number: `${what}, ${over} / ${under}` },
    ...(steady && { steady }),
    ...(values.length === 0 && { missing: why([a, b].find((one) => one?.failure !== undefined)) }),
  };
}

/** The median and the interval of a number over the rounds, as a point; none where there are no values. */
export function pointOf(x: number | string, values: readonly number[]): Point[] {
  if (values.length === 0) return [];
  const { median, low, high } = medianInterval(values);
  return [{ x, y: median, low, high }];
}

/** A series for each contender, with a point for each of its subjects. */
export function seriesOf(measured: readonly Measured[], pick: Pick): Series[] {
  const names = [...new Set(measured.map(({ contender }) => contender))];
  return names.map((name) => ({
    name,
    points: measured
      .filter(({ contender }) => contender === name)
      .flatMap((one) => pointOf(one.at ?? name, valuesOf(one, pick))),
  }));
}

/** Why there are no values of a subject. */
export function why(one: Measured | undefined): string {
  return one?.failure === undefined ? "it was not measured" : `${one.contender}: ${one.failure}`;
}
