/** Statistics of few values: medians, and intervals that assume nothing of how the values are spread. */

/** The middle value; the mean of the two in the middle where there is none. NaN of no values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[(sorted.length >> 1) - 1] ?? Number.NaN)) / 2;
}

/** An interval for a median. */
export interface Interval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /** How probable it is that it holds the median of all the values that there could have been. */
  readonly confidence: number;
}

/** What an interval is to be narrowed for no further. */
const wanted = 0.95;

/**
 * The interval between the k-th smallest and the k-th largest value, with the largest k that leaves a confidence of 95 %, and with k = 1
 * where none does. Its confidence is 1 - 2 P(Binomial(n, 1/2) < k), whatever the distribution: the interval of the sign test
 * (Conover, Practical Nonparametric Statistics, section 3.2).
 */
export function medianInterval(values: readonly number[]): Interval {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  let k = 1;
  while (k < n / 2 && confidence(n, k + 1) >= wanted) k++;
  return {
    median: median(sorted),
    low: sorted[k - 1] ?? Number.NaN,
    high: sorted[n - k] ?? Number.NaN,
    confidence: confidence(n, k),
  };
}

/** 1 - 2 P(Binomial(n, 1/2) < k). */
function confidence(n: number, k: number): number {
  let term = 0.5 ** n;
  let below = 0;
  for (let i = 0; i < k; i++) {
    below += term;
    term *= (n - i) / (i + 1);
  }
  return Math.max(0, 1 - 2 * below);
}

/** A straight line. */
export interface Line {
  readonly intercept: number;
  readonly slope: number;
}

/** The line with the least relative errors, squared; so that short times count as much as long ones. All y must be above 0. */
export function fitLine(points: readonly (readonly [x: number, y: number])[]): Line {
  let [w, wx, wy, wxx, wxy] = [0, 0, 0, 0, 0];
  for (const [x, y] of points) {
    const weight = 1 / (y * y);
    w += weight;
    wx += weight * x;
    wy += weight * y;
    wxx += weight * x * x;
    wxy += weight * x * y;
  }
  const slope = (w * wxy - wx * wy) / (w * wxx - wx * wx);
  return { slope, intercept: (wy - slope * wx) / w };
}
