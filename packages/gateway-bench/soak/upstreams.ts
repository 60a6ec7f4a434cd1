import { join } from "node:path";
import { bin } from "../build.ts";
import { type Listening, start } from "../process.ts";
import type { Kill } from "./judge.ts";

/** Two replicas of the upstream, one of which is killed now and then. */
export interface Upstreams {
  readonly addresses: readonly string[];
  readonly kills: readonly Kill[];
  /** Which process each call has reached, by the call's id; the last, where it has reached several. */
  readonly received: ReadonlyMap<string, string>;
  /**
   * Kills a replica, in turn, and starts it anew at the same address. Resolves when a call has reached it, so that there are two again.
   */
  restartOne(): Promise<void>;
  stop(): Promise<void>;
}

interface Replica {
  /** Another for each process. */
  readonly name: string;
  readonly listening: Listening;
  /** Resolves with the first call that reaches it. */
  readonly reached: Promise<void>;
}

export async function startUpstreams(): Promise<Upstreams> {
  const received = new Map<string, string>();
  const kills: Kill[] = [];

  const startReplica = async (name: string, address = "127.0.0.1:0"): Promise<Replica> => {
    const reached = Promise.withResolvers<void>();
    const listening = await start({
      command: [join(bin, "backend"), "-print-call-ids", "-listen", address],
      onLine(line) {
        if (!/^\d+$/.test(line)) return; // its address
        received.set(line, name);
        reached.resolve();
      },
    });
    return { name, listening, reached: reached.promise };
  };
  const replicas = [await startReplica("0"), await startReplica("1")];

  return {
    addresses: replicas.map(({ listening }) => listening.address),
    kills,
    received,
    async restartOne() {
      const { name, listening } = replicas.shift() as Replica;
      kills.push({ replica: name, at: performance.now() });
      listening.signal("SIGKILL");
      await listening.exited;
      const again = await startReplica(String(kills.length + 1), listening.address);
      replicas.push(again);
      await again.reached;
    },
    stop: async () => void (await Promise.all(replicas.map(({ listening }) => listening.stop()))),
  };
}
