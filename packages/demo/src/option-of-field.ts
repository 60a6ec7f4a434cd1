import type { FieldError } from "./failure.ts";

/** What a valuation can do without, by the field of its `ValuationSpec`. */
const FLAGS: Readonly<Record<string, string>> = {
  greeks: "--greeks",
  antithetic: "--antithetic",
  control_variates: "--control-variates",
  sampling: "--sobol",
};

/** The options with a number. */
const NUMBERS: Readonly<Record<string, string>> = {
  paths: "--paths",
  seed: "--seed",
  target: "--target-standard-error",
  profit_and_loss: "--loss",
};

/** Says of a refused field of the specification which option it comes from, and what to do; leaves other fields as they are. */
export function nameOption(error: FieldError): FieldError {
  const field = /^valuation\.spec\.(\w+)/.exec(error.path)?.[1] ?? "";
  const [flag, number] = [FLAGS[field], NUMBERS[field]];
  if (flag !== undefined) return { ...error, path: flag, hint: `try again without ${flag}` };
  return number === undefined ? error : { ...error, path: number };
}
