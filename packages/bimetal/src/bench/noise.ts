import { median } from "./statistics.ts";

/** The fixed loop, as the load program ran it between two measurements. */
export interface Calibration {
  /** Cycles per second of processor time. */
  readonly hertz: number;
  readonly seconds: number;
  /** How much of these it had a core for. */
  readonly cpuSeconds: number;
}

/** How steady the machine was. */
export interface Noise {
  /** How far the loop's speed strays from its median, as a part of it: three of four runs stray by this or less. */
  readonly deviation: number;
  /** The part of the time that the loop waited for a core that somebody else had; the median. */
  readonly waiting: number;
  /** The clock, in cycles per second; the median. */
  readonly hertz: number;
}

/** Beyond these it is said that the machine is too noisy for small differences. */
const [deviationLimit, waitingLimit] = [0.1, 0.05];

/** What the calibrations of a time say; of none, that nothing was noticed. */
export function noiseOf(calibrations: readonly Calibration[]): Noise {
  if (calibrations.length === 0) return { deviation: 0, waiting: 0, hertz: Number.NaN };
  // By the clock on the wall, so that a core that is slow and a core that is away count alike.
  const speeds = calibrations.map(({ hertz, seconds, cpuSeconds }) => (hertz * cpuSeconds) / seconds);
  const middle = median(speeds);
  return {
    deviation: upperQuartile(speeds.map((speed) => Math.abs(speed / middle - 1))),
    waiting: median(calibrations.map(({ seconds, cpuSeconds }) => Math.max(0, 1 - cpuSeconds / seconds))),
    hertz: median(calibrations.map(({ hertz }) => hertz)),
  };
}

/** The smallest value that three quarters of all are not above. */
function upperQuartile(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(0.75 * sorted.length) - 1] ?? 0;
}

/** What a reader has to be warned of; undefined of a quiet machine. */
export function warningOf({ deviation, waiting }: Noise): string | undefined {
  const found = [
    deviation > deviationLimit && `its speed strays by ${percent(deviation)}`,
    waiting > waitingLimit && `a loop waited for a core for ${percent(waiting)} of the time`,
  ].filter((one) => one !== false);
  if (found.length === 0) return undefined;
  return `the machine is noisy: ${found.join(", and ")}. Differences of that size say nothing; end what else runs and measure again`;
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}
