import type { Replica, Stack } from "../../src/stack.ts";
import { until } from "../../src/until.ts";

/** The replica of risk that works on a valuation: the last whose log says that it began with it. */
export async function replicaRunning(stack: Stack, valuation: string): Promise<Replica> {
  return until(`a replica of risk to say that it runs ${valuation}`, async () => {
    const begun = await Promise.all(
      stack.replicas("risk").map(async (replica) => {
        const lines = await replica.logs();
        const times = lines
          .filter((line) => line.msg === "valuation started" && line.valuation === valuation)
          .map(({ time }) => time ?? "");
        return { replica, time: times.at(-1) };
      }),
    );
    return begun
      .filter(({ time }) => time !== undefined)
      .sort((a, b) => Date.parse(b.time ?? "") - Date.parse(a.time ?? ""))
      .at(0)?.replica;
  });
}
