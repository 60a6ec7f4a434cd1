import type { Machine } from "../machine.ts";
import type { Noise } from "../noise.ts";
import type { Entrant } from "../prepare.ts";
import type { Chart, Claim, Measured, Metric } from "../row.ts";
import type { Judgement } from "../verdict.ts";

/** A claim with what the measurement says of it. */
export interface JudgedClaim extends Claim {
  /** The row that has measured it. */
  readonly row: string;
  /** Undefined where there was nothing to judge by. */
  readonly judgement?: Judgement;
}

/** A row with what was measured. */
export interface ReportRow {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** What `at` of what was measured is, with its unit. */
  readonly at?: string;
  readonly metrics: readonly Metric[];
  readonly measured: readonly Measured[];
  readonly charts: readonly Chart[];
  readonly noise: Noise;
}

/** All that a bench has to say; what `--json` writes. */
export interface Report {
  readonly workspace: string;
  /** The commit that was measured, with `+changes` where the tree had some; undefined outside of git. */
  readonly commit?: string;
  /** RFC 3339. */
  readonly started: string;
  readonly finished: string;
  readonly rounds: number;
  /** How long one measurement took, in seconds. */
  readonly seconds: number;
  readonly quick: boolean;
  /** Whether it was stopped before its end. */
  readonly interrupted: boolean;
  readonly machine: Machine;
  readonly noise: Noise;
  readonly warnings: readonly string[];
  readonly contenders: readonly Entrant[];
  readonly claims: readonly JudgedClaim[];
  readonly rows: readonly ReportRow[];
}
