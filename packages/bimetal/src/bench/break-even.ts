import { subjectOf } from "./compare.ts";
import type { Measured, Values } from "./row.ts";

/** What one round says of a hop to Rust against the same work in Go without one. */
export interface BreakEven {
  /** The work from which on the hop pays, in µs that it takes in Go; none where Go's work is not slower. */
  readonly breakEven: readonly number[];
  /** How many times faster so many units are by the hop. */
  gain(units: number): number[];
  /** How long so many units take in Go. */
  goMicros(units: number): number;
}

/** What the rounds say of a hop to `rust` against each other contender that was measured. */
export function breakEvens(
  contenders: readonly string[],
  measured: readonly Measured[],
  rust: string,
): { go: string; rounds: BreakEven[] }[] {
  const ours = subjectOf(measured, rust);
  return contenders
    .filter((name) => name !== rust)
    .map((go) => {
      const theirs = subjectOf(measured, go);
      const rounds = (ours?.rounds ?? []).flatMap((values, round) => {
        const other = theirs?.rounds[round];
        return values === undefined || other === undefined ? [] : [breakEvenOf(values, other)];
      });
      return { go, rounds };
    })
    .filter(({ rounds }) => rounds.length > 0);
}

/** By the slopes s and the hop h: n units pay where h + n s(Rust) < n s(Go). */
function breakEvenOf(rust: Values, go: Values): BreakEven {
  const [h, own, other] = [rust.hop ?? 0, (rust.perUnit ?? 0) / 1000, (go.perUnit ?? 0) / 1000];
  return {
    breakEven: other > own ? [(h / (other - own)) * other] : [],
    gain: (units) => [(units * other) / (h + units * own)],
    goMicros: (units) => units * other,
  };
}
