import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { bin } from "../build.ts";
import { gatewayProgram } from "../peers.ts";
import { type Listening, start } from "../process.ts";
import { descriptorsWithRest } from "./descriptors.ts";

/** What the gateway's process holds when its garbage was collected. */
export interface Memory {
  /** Of JavaScript, buffers included. */
  readonly heapBytes: number;
  /** All that the process has of the system, which it gives back late or never. */
  readonly rssBytes: number;
  /** Sockets, timers and the like that are open. */
  readonly resources: number;
}

export interface SoakedGateway {
  readonly address: string;
  readonly exited: Promise<void>;
  /** The least of some measurements, to be made when nobody calls: what ends of itself has a few seconds to do so. */
  memory(): Promise<Memory>;
  stop(): Promise<void>;
}

const measurements = 6;
const betweenMeasurementsMs = 1_000;

/** Starts the gateway as its users do, but that it can be asked for its memory. */
export async function startGateway(upstreams: readonly string[]): Promise<SoakedGateway> {
  const descriptors = join(bin, "soak.binpb");
  writeFileSync(descriptors, descriptorsWithRest());
  const preloaded = fileURLToPath(new URL("tell-memory.ts", import.meta.url));
  let told: (memory: Memory) => void = () => undefined;
  const gateway: Listening = await start({
    ...gatewayProgram(upstreams.join(","), { descriptors, nodeOptions: ["--expose-gc", "--import", preloaded] }),
    onLine: (line) => told(JSON.parse(line) as Memory),
  });
  const measure = () =>
    new Promise<Memory>((resolve, reject) => {
      told = resolve;
      void gateway.exited.then(() => reject(new Error("the gateway has ended")));
      gateway.signal("SIGUSR2");
    });
  return {
    address: gateway.address,
    exited: gateway.exited,
    stop: () => gateway.stop(),
    async memory() {
      let least = await measure();
      for (let more = 1; more < measurements; more++) {
        await after(betweenMeasurementsMs);
        const memory = await measure();
        least = {
          heapBytes: Math.min(least.heapBytes, memory.heapBytes),
          rssBytes: Math.min(least.rssBytes, memory.rssBytes),
          resources: Math.min(least.resources, memory.resources),
        };
      }
      return least;
    },
  };
}
