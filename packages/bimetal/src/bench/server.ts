import type { ProcessEntry } from "../derive/processes.ts";
import type { Guard } from "../stack/guard.ts";
import { startStack } from "../stack/stack.ts";
import type { Contender } from "./plan.ts";

/** A contender that runs and answers. */
export interface Server extends AsyncDisposable {
  /** `host:port`. */
  readonly address: string;
  readonly pid: number;
}

/** Starts contenders. */
export type StartServer = (contender: Contender, env?: Readonly<Record<string, string>>) => Promise<Server>;

/** Starts a contender as the stack would, on a free port of the loopback, and waits until its health check says yes. */
export function serverStarter(root: string, guard: Guard, signal: AbortSignal): StartServer {
  return async ({ name, program, build, env = {} }, more = {}) => {
    const component = name.replaceAll(/[^\w-]/g, "-");
    const entry: ProcessEntry = {
      name: component,
      kind: "engine",
      replicas: 1,
      port: 0,
      memory: "",
      after: [],
      directory: build.directory,
      run: [program],
      addresses: {},
      env: {},
    };
    const stack = await startStack({
      ...{ root, guard, signal, processes: [entry], ports: "free", dataDir: "temporary" },
      env: { [component]: { ...env, ...more } },
    });
    const [replica] = stack.replicas(component);
    if (replica?.pid === undefined) throw new Error(`${name} has no process`);
    return { address: replica.address, pid: replica.pid, [Symbol.asyncDispose]: () => stack.stop() };
  };
}
