import { type Replica as StackReplica, startStack } from "bimetal";
import type { Replica, Stack, StackOptions } from "../stack.ts";
import { processReplica } from "./process-replica.ts";

/** So many addresses of each component its callers know from the start; a stack can be scaled up to that. */
const maxReplicas = 8;

/** Starts the built programs on free ports, with a database of their own in a temporary folder, and waits until all are ready. */
export async function startProcessStack(root: string, { replicas, env }: StackOptions): Promise<Stack> {
  const stack = await startStack({
    root,
    ports: "free",
    dataDir: "temporary",
    maxReplicas,
    ...(replicas && { replicas }),
    ...(env && { env }),
  });
  // A scenario compares replicas by identity.
  const known = new WeakMap<StackReplica, Replica>();
  const wrapped = (replica: StackReplica): Replica => {
    const found = known.get(replica) ?? processReplica(replica);
    known.set(replica, found);
    return found;
  };
  return {
    driver: "processes",
    gateway: stack.gateway ?? "",
    replicas: (component) => stack.replicas(component).map(wrapped),
    scale: (component, count) => stack.scale(component, count),
    [Symbol.asyncDispose]: () => stack.stop(),
  };
}
