import type { Guard } from "../stack/guard.ts";
import type { Load } from "./load.ts";
import type { Contender, Plan } from "./plan.ts";
import type { StartServer } from "./server.ts";
import type { Expectation } from "./verdict.ts";

/** What a measurement has at hand. */
export interface Bench {
  readonly root: string;
  readonly plan: Plan;
  /** The contenders of the plan; those that are missing are measured by nobody. */
  readonly engines: readonly Contender[];
  readonly services: readonly Contender[];
  readonly load: Load;
  readonly start: StartServer;
  readonly guard: Guard;
  readonly signal: AbortSignal;
  /** How long one measurement takes, in seconds. */
  readonly seconds: number;
  /** Whether what takes long is left out. */
  readonly quick: boolean;
  /** The clock of a core, in cycles per second, as it was last measured. */
  hertz(): number;
  /** What services run with: the URL of a database that is started when it is first asked for, and what setup has kept. */
  service(): Promise<{
    readonly env: Readonly<Record<string, string>>;
    readonly values: Readonly<Record<string, string>>;
  }>;
  /** What rows keep from round to round: folders, by what they hold. */
  readonly scratch: Map<string, string>;
  /** Tells readers of the report something about what was just measured, such as why calls failed. */
  note(text: string): void;
}

/** What one measurement gave, by metric. */
export type Values = Readonly<Record<string, number>>;

/** What a row measures in turn: a contender, at one point where there are several. */
export interface Subject {
  readonly contender: Contender;
  /** A rate, a number of streams. */
  readonly at?: number;
}

/** A subject with what was measured. */
export interface Measured {
  readonly contender: string;
  readonly at?: number;
  /** By round; undefined where it was not measured. */
  readonly rounds: (Values | undefined)[];
  /** Why it was measured no more. */
  failure?: string;
  /** What else there is to know, each once. */
  readonly notes: string[];
}

/** A number that a row measures. */
export interface Metric {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
}

/** A claim with the values that decide on it. */
export interface Claim {
  /** What the guide says. */
  readonly says: string;
  /** Which number decides, such as `a / b, units per second`. */
  readonly number: string;
  readonly expectation: Expectation;
  /** The number does not depend on the speed of the machine, whose noise therefore does not count: memory does not. */
  readonly steady?: true;
  /** One for each round that has it. */
  readonly values: readonly number[];
  /** Why there are none. */
  readonly missing?: string;
}

/** A chart of what was measured; points have the median and the interval over the rounds. */
export interface Chart {
  readonly kind: "bars" | "lines";
  readonly title: string;
  readonly x: { readonly title: string; readonly log?: boolean };
  readonly y: { readonly title: string; readonly log?: boolean };
  readonly series: readonly Series[];
  /** A line across at this height, with a word about it. */
  readonly mark?: { readonly y: number; readonly title: string };
}

/** What a chart draws in one colour. */
export interface Series {
  readonly name: string;
  readonly points: readonly Point[];
}

/** A point of a chart. In bars `x` is a label. */
export interface Point {
  readonly x: number | string;
  readonly y: number;
  readonly low: number;
  readonly high: number;
}

/** One row of the bench: what is measured, and what it decides. */
export interface Row {
  readonly name: string;
  readonly title: string;
  /** The parts of the plan that it measures, where they are there. */
  readonly parts: readonly ("engine" | "service")[];
  /** How it is measured, for readers of the report. */
  about(bench: Bench): string;
  metrics(bench: Bench): readonly Metric[];
  /** What `at` of its subjects is, with its unit. */
  readonly at?: string;
  /** In how many of so many rounds it is measured. Defaults to all. */
  rounds?(rounds: number): number;
  subjects(bench: Bench): readonly Subject[];
  measure(bench: Bench, subject: Subject): Promise<Values>;
  claims(bench: Bench, measured: readonly Measured[]): readonly Claim[];
  charts(bench: Bench, measured: readonly Measured[]): readonly Chart[];
}
