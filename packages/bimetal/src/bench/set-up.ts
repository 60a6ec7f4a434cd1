import { ExpectedError } from "../command.ts";
import type { Load } from "./load.ts";
import type { Contender, ServicePlan } from "./plan.ts";
import type { StartServer } from "./server.ts";

/** What services run with, and what their requests name. */
export interface InPlace {
  readonly env: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Makes the calls that put in place what is read, to a contender that also makes the tables.
 *
 * @throws ExpectedError where an answer has not what is to be kept
 */
export async function setUp(
  { setup = [] }: ServicePlan,
  contender: Contender,
  env: Readonly<Record<string, string>>,
  { load, start }: { load: Load; start: StartServer },
): Promise<InPlace> {
  await using server = await start(contender, env);
  const values: Record<string, string> = {};
  for (const call of setup) {
    const answer = await load.call({ address: server.address, call, values });
    for (const [name, path] of Object.entries(call.keep ?? {})) {
      const found = path
        .split(".")
        .reduce<unknown>((at, field) => (at as Record<string, unknown> | null)?.[field], answer);
      if (typeof found !== "string") throw new ExpectedError(`the answer of ${call.method} has no ${path} to keep`);
      values[name] = found;
    }
  }
  return { env, values };
}
