import { type Interval, medianInterval } from "./statistics.ts";

/** What the measurement says of a claim. */
export type Verdict = "supported" | "not supported" | "too close";

/** What is claimed of a number: that it lies on one side of a threshold. */
export interface Expectation {
  readonly side: "above" | "below";
  readonly threshold: number;
}

/** A claim, judged. */
export interface Judgement extends Interval {
  readonly verdict: Verdict;
  /** Why it is too close; undefined otherwise. */
  readonly because?: string;
}

/**
 * Judges by the values of the rounds, which are not below 0. The interval of their median is widened by the noise of the machine, both ways; where all of it lies
 * on the side that was expected the claim is supported, where all of it lies on the other side it is not supported, and else it is too
 * close. The interval that is returned is the one before it is widened.
 *
 * @param noise how far the machine's speed strayed while it was measured, as a part of it
 */
export function judge(values: readonly number[], { side, threshold }: Expectation, noise: number): Judgement {
  const interval = medianInterval(values);
  const tooClose = (because: string): Judgement => ({ ...interval, verdict: "too close", because });
  if (values.length < 2) return tooClose("one round says nothing of the spread");
  const [above, below] = [interval.low / (1 + noise) > threshold, interval.high * (1 + noise) < threshold];
  if (above || below) return { ...interval, verdict: above === (side === "above") ? "supported" : "not supported" };
  const withoutNoise = interval.low > threshold || interval.high < threshold;
  return tooClose(withoutNoise ? "the machine is too noisy" : "the rounds lie on both sides");
}
