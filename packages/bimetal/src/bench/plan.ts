import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ExpectedError } from "../command.ts";
import { type Finding, ManifestError } from "../manifest/error.ts";
import { schemaFindings } from "../manifest/schema.ts";

/** Where a workspace declares what is measured, relative to its root; the measuring programs lie beside it. */
export const planFile = "packages/bench/bench.json";

/** The languages that are compared. */
export type Language = "go" | "rust";

/** One of the programs that are compared, all of them serving the same contract. */
export interface Contender {
  /** Unique. */
  readonly name: string;
  readonly language: Language;
  /** What the build makes, relative to the root. */
  readonly program: string;
  readonly build: {
    /** Where the command runs, relative to the root. Where there is none, the contender is missing. */
    readonly directory: string;
    readonly command: readonly string[];
    /** The source file, relative to the root, whose change the incremental build compiles. */
    readonly edit: string;
  };
  readonly env?: Readonly<Record<string, string>>;
  /** The name of its container image. */
  readonly image?: string;
  /** What its answer to `identify` must match, as a regular expression. */
  readonly tier?: string;
}

/** A method with what it is asked. */
export interface Call {
  /** `package.Service/Method`. */
  readonly method: string;
  /** As JSON. Strings such as `{count}` are put in their places. */
  readonly request?: object;
}

/** Work for the processor: what a Rust engine does, and a rival. */
export interface EnginePlan {
  /** What is computed, in the singular. */
  readonly unit: string;
  /** How many units a count of 1 is. */
  readonly unitsPerCount: number;
  readonly call: Call;
  /** Fields of the last message of an answer in which all contenders must agree. */
  readonly same: readonly string[];
  /** The method and the field that say which kernel a contender computes with. */
  readonly identify?: { readonly method: string; readonly field: string };
  /** Variables that make a contender compute on one thread. */
  readonly oneThread: Readonly<Record<string, string>>;
  /** Counts of a call with little work, of one that only computes, and of one as the service makes it. */
  readonly small: number;
  readonly heavy: number;
  readonly shard: number;
  /** Calls per second. */
  readonly rates: readonly number[];
  readonly contenders: readonly Contender[];
}

/** A call that is put in place before the measurements. */
export interface SetupCall extends Call {
  /** By name, the dotted path of a field of the answer that is kept for later requests. */
  readonly keep?: Readonly<Record<string, string>>;
}

/** Waiting for PostgreSQL: what a Go service does, and a rival. */
export interface ServicePlan {
  /** Made to the first contender. */
  readonly setup?: readonly SetupCall[];
  readonly get: Call;
  /** Calls per second. */
  readonly rate: number;
  readonly contenders: readonly Contender[];
}

/** What is measured in a workspace. */
export interface Plan {
  readonly engine?: EnginePlan;
  readonly service?: ServicePlan;
}

/**
 * Reads and checks the plan of the workspace in `root`.
 *
 * @throws ManifestError with everything that is wrong
 * @throws ExpectedError where there is none
 */
export function readPlan(root: string): Plan {
  const file = join(root, planFile);
  if (!existsSync(file)) {
    throw new ExpectedError(
      `there is no ${planFile} in this workspace, which says what to measure; the docs/bench.md of a new workspace tells how to write it`,
    );
  }
  const plan = parse(file);
  const wrong = schemaFindings(plan, "bench.schema.json");
  if (wrong.length > 0) throw new ManifestError(file, wrong);
  const inconsistent = crossCheck(plan as Plan);
  if (inconsistent.length > 0) throw new ManifestError(file, inconsistent);
  return plan as Plan;
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new ManifestError(file, [{ path: "", message: `not JSON: ${(error as Error).message}` }]);
  }
}

function crossCheck({ engine, service }: Plan): Finding[] {
  const findings: Finding[] = [];
  if (engine === undefined && service === undefined) {
    findings.push({ path: "", message: "nothing to measure: there is neither engine nor service" });
  }
  const names = new Map<string, string>();
  for (const [part, contenders] of Object.entries({ engine: engine?.contenders, service: service?.contenders })) {
    for (const [index, { name, tier }] of (contenders ?? []).entries()) {
      const path = `/${part}/contenders/${index}`;
      const earlier = names.get(name);
      if (earlier !== undefined) findings.push({ path: `${path}/name`, message: `${earlier} has that name already` });
      names.set(name, path);
      if (tier === undefined) continue;
      if (!isPattern(tier)) findings.push({ path: `${path}/tier`, message: "is no regular expression" });
      if (part === "service" || engine?.identify === undefined) {
        findings.push({ path: `${path}/tier`, message: "nothing says it: only an engine with `identify` has one" });
      }
    }
  }
  const kept = new Set((service?.setup ?? []).flatMap(({ keep = {} }) => Object.keys(keep)));
  for (const name of placeholders(service?.get)) {
    if (!kept.has(name)) findings.push({ path: "/service/get/request", message: `no call of setup keeps {${name}}` });
  }
  for (const name of placeholders(engine?.call)) {
    if (name !== "count") {
      findings.push({ path: "/engine/call/request", message: `there is no {${name}}, only {count}` });
    }
  }
  return findings;
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}

const placeholder = /"\{(\w+)\}"/g;

function placeholders(call: Call | undefined): string[] {
  return [...JSON.stringify(call?.request ?? {}).matchAll(placeholder)].map(([, name = ""]) => name);
}

/** The request as JSON text, with values in their places: strings, which the JSON of protobuf takes for numbers too. */
export function requestText(call: Call, values: Readonly<Record<string, string>> = {}): string {
  return JSON.stringify(call.request ?? {}).replaceAll(placeholder, (whole, name: string) =>
    values[name] === undefined ? whole : JSON.stringify(values[name]),
  );
}
