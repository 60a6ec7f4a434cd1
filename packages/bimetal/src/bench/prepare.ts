import { existsSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { ExpectedError } from "../command.ts";
import type { Output } from "../doctor/output.ts";
import type { Guard } from "../stack/guard.ts";
import { finished } from "./finished.ts";
import { benchFolder, type Load } from "./load.ts";
import type { Contender, EnginePlan, Language } from "./plan.ts";
import type { StartServer } from "./server.ts";

/** A contender as the report shows it. */
export interface Entrant {
  readonly name: string;
  readonly language: Language;
  /** What it says it computes with. */
  readonly tier?: string;
  /** What the compiler was told. */
  readonly settings: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Why it is not measured. */
  readonly missing?: string;
}

/** What preparing needs. */
export interface Workshop {
  readonly root: string;
  readonly guard: Guard;
  readonly signal: AbortSignal;
  readonly output: Output;
  say(text: string): void;
}

/** Builds the load program. @throws ExpectedError with what the compiler says */
export async function buildLoad(workshop: Workshop): Promise<void> {
  const wrong = await buildIn(workshop, benchFolder, ["go", "build", "-o", "bin/", "./cmd/..."]);
  if (wrong !== undefined) throw new ExpectedError(`the load program is not built: ${wrong}`);
}

/** Builds a contender. One that is not there, or that does not build, is missing: it is told, and never replaced by another. */
export async function enter(workshop: Workshop, contender: Contender): Promise<Entrant> {
  const { root, say, output } = workshop;
  const { name, language, env = {}, build, program } = contender;
  const entrant = { name, language, env, settings: [] };
  if (!existsSync(join(root, build.directory))) return { ...entrant, missing: `there is no ${build.directory}` };
  say(`building ${name}`);
  const wrong = await buildIn(workshop, build.directory, build.command);
  if (wrong !== undefined) return { ...entrant, missing: `it does not build: ${wrong}` };
  if (!existsSync(join(root, program))) return { ...entrant, missing: `its build makes no ${program}` };
  return { ...entrant, settings: await settingsOf(output, join(root, program), contender) };
}

/**
 * Asks an engine what it computes with, and whether it computes the same as the first. One that does not is missing, for what it does
 * in its time would prove nothing.
 */
export async function identify(
  plan: EnginePlan,
  entrant: Entrant,
  contender: Contender,
  { load, start }: { load: Load; start: StartServer },
  wanted: Readonly<Record<string, unknown>> | undefined,
): Promise<{ entrant: Entrant; answer?: Readonly<Record<string, unknown>> }> {
  await using server = await start(contender);
  const ask = async (method: string, request: object = {}, values = {}) =>
    (await load.call({ address: server.address, call: { method, request }, values })) as Record<string, unknown>;
  const told = plan.identify && String((await ask(plan.identify.method))[plan.identify.field]);
  const named = { ...entrant, ...(told !== undefined && { tier: told }) };
  if (told !== undefined && contender.tier !== undefined && !new RegExp(contender.tier).test(told)) {
    return { entrant: { ...named, missing: `on this machine it computes with "${told}", not /${contender.tier}/` } };
  }
  const { method, request } = plan.call;
  const whole = await ask(method, request, { count: String(plan.small) });
  const answer = Object.fromEntries(plan.same.map((field) => [field, whole[field]]));
  if (wanted !== undefined && !isDeepStrictEqual(answer, wanted)) {
    const differing = plan.same.filter((field) => !isDeepStrictEqual(answer[field], wanted[field]));
    return { entrant: { ...named, missing: `it answers another ${differing.join(", ")} than the first contender` } };
  }
  return { entrant: named, answer };
}

/** Builds, and gives what is wrong, as one line: the build itself says all. */
async function buildIn(
  { root, guard, signal }: Workshop,
  directory: string,
  [command = "", ...args]: readonly string[],
): Promise<string | undefined> {
  const program = { command, args, cwd: join(root, directory), env: process.env };
  const { code, lines } = await finished(program, guard, signal);
  return code === 0
    ? undefined
    : (lines.find((line) => /error|cannot|not found/i.test(line)) ?? lines.at(-1) ?? `exit code ${code}`);
}

/** What Go's compiler writes into a program, and what matters of it. */
const goSettings = /^\s*build\s+((?:-pgo|-ldflags|-gcflags|GOAMD64|GOARM64|GOEXPERIMENT|CGO_ENABLED)=.*)$/gm;

async function settingsOf(output: Output, program: string, { language, build }: Contender): Promise<string[]> {
  if (language === "rust") return [build.command.join(" ")];
  const told = (await output("go", "version", "-m", program)) ?? "";
  const found = [...told.matchAll(goSettings)].map(([, setting = ""]) => setting.replaceAll(/=\/.*\//g, "="));
  return [build.command.join(" "), ...found, ...(/-pgo=/.test(told) ? [] : ["without a profile"])];
}
