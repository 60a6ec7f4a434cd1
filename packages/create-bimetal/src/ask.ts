import { createInterface } from "node:readline/promises";
import { nameProblem } from "bimetal/create";

/** What is asked where it was not given. */
export interface Answers {
  readonly target: string;
  readonly service: string;
  readonly engine: string;
}

/** What a workspace is called that nobody has named. */
export const defaults: Answers = { target: "my-app", service: "tally", engine: "sieve" };

/** Asks for what is missing, on a terminal; Enter takes the default. A name that does not do is asked for again. */
export async function ask(given: Partial<Answers>): Promise<Answers> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const question = async (what: string, otherwise: string, taken: readonly string[]): Promise<string> => {
    for (;;) {
      const answer = (await terminal.question(`${what} (${otherwise}): `)).trim() || otherwise;
      const problem = answer.includes("/") || answer === "." ? undefined : nameProblem(answer, taken);
      if (problem === undefined) return answer;
      process.stderr.write(
        `  "${answer}" ${problem.reason}${problem.proposal ? `; ${problem.proposal} would do` : ""}\n`,
      );
    }
  };
  try {
    const target = given.target ?? (await question("Name of the workspace", defaults.target, []));
    const service = given.service ?? (await question("Name of the Go service", defaults.service, [target]));
    const engine = given.engine ?? (await question("Name of the Rust engine", defaults.engine, [target, service]));
    return { target, service, engine };
  } finally {
    terminal.close();
  }
}
