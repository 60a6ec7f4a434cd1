import { isAbsolute, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import {
  commitFirst,
  drawTree,
  ExpectedError,
  initRepository,
  loadTemplate,
  nameProblem,
  npm,
  repositoryOf,
  Tree,
  unifiedDiff,
  writeWorkspace,
} from "bimetal/create";
import type { Answers } from "./ask.ts";
import { type Missing, missingTools } from "./needs.ts";
import type { Options } from "./options.ts";
import { examine } from "./place.ts";
import { carriedTool } from "./tool.ts";
import { writeAll } from "./write.ts";

/** A step that was made. */
export interface Step {
  readonly name: string;
  readonly seconds: number;
}

/** What was made. */
export interface Made {
  readonly folder: string;
  readonly files: number;
  readonly lines: number;
  readonly steps: readonly Step[];
  readonly notes: readonly string[];
  /** What is left to do on this machine. */
  readonly missing: readonly Missing[];
  /** The commands that come next. */
  readonly next: readonly string[];
}

/**
 * Makes a workspace.
 *
 * @param say hears of each step when it is done
 * @returns the tree and the diff, where nothing is to be written
 * @throws ExpectedError where it cannot be made
 */
export async function createWorkspace(
  cwd: string,
  { target, service, engine }: Answers,
  options: Options,
  say: (step: Step) => void,
): Promise<Made | string> {
  const steps: Step[] = [];
  const step = async <T>(name: string, work: () => T | Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await work();
    const done = { name, seconds: (performance.now() - start) / 1000 };
    steps.push(done);
    say(done);
    return result;
  };

  const place = examine(cwd, target);
  for (const [what, name, taken] of [
    ["a workspace", place.name, []],
    ["a service", service, [place.name]],
    ["an engine", engine, [place.name, service]],
  ] as const) {
    refuseName(what, name, taken);
  }
  // Programs take their time to answer; they do so beside the work.
  const missing = missingTools();
  const repository = options.git ? repositoryOf(place.nearest) : undefined;
  const tree = new Tree(place.folder);
  const tool = carriedTool();
  writeWorkspace(tree, loadTemplate(), { name: place.name, service, engine, license: options.license, tool });
  const changes = tree.changes();
  if (options.dryRun) return `${drawTree(changes)}\n${unifiedDiff(changes)}`;

  const notes = [...place.notes];
  const files = `write ${changes.length} files`;
  const above = await repository;
  const begin = options.git && above === undefined ? initRepository : undefined;
  const { unformatted, begun } = await step(files, () => writeAll(place, changes, begin));
  for (const { tool } of unformatted) notes.push(`${tool} is missing: \`npm run format\` once it is there`);
  if (above !== undefined) notes.push(`${above} is a git repository already: the files are in it, not committed`);
  const commit = async () => begun !== undefined && (await commitFirst(begun, place.folder, changes, "Begin"));
  if (begin !== undefined && !(await step("git repository", commit))) {
    notes.push("git cannot make a repository here: `git init` says why");
  }
  if (options.install) await step("install packages", () => install(place.folder));
  const way = relative(cwd, place.folder);
  const folder = way.includes(" ") ? `"${way}"` : way;
  const enter = way === "" ? [] : [`cd ${isAbsolute(way) ? place.folder : folder}`];
  return {
    folder: place.folder,
    files: changes.length,
    lines: changes.reduce((sum, { after }) => sum + (after?.content.toString("latin1").split("\n").length ?? 1) - 1, 0),
    steps,
    notes,
    missing: await missing,
    next: [...enter, "npm start"],
  };
}

function refuseName(what: string, name: string, taken: readonly string[]): void {
  const problem = nameProblem(name, taken);
  if (problem === undefined) return;
  const proposal = problem.proposal === undefined ? "" : ` ${problem.proposal} would do.`;
  throw new ExpectedError(`"${name}" cannot be the name of ${what}: it ${problem.reason}.${proposal}`);
}

async function install(folder: string): Promise<void> {
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  // npm hands its own settings down; those of the command that runs this one are not those of the workspace.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  if (!npm(folder, args, env))
    throw new ExpectedError(`${folder} is made, but \`npm ci\` failed in it: run it again there`);
  // Its own `npm start` asks what the packages were installed from, and would install them again.
  const { stamp } = await import(pathToFileURL(join(folder, "scripts/bootstrap/packages.mjs")).href);
  stamp(folder);
}
