import type { Target } from "../load.ts";
import type { EnginePlan } from "../plan.ts";
import type { Bench } from "../row.ts";

/** The plan of a bench that measures engines. */
export function enginePlan({ plan }: Bench): EnginePlan {
  if (plan.engine === undefined) throw new Error("the plan has no engine, and so no subject asks for one");
  return plan.engine;
}

/** The engine's call, of so much work. */
export function engineTarget(bench: Bench, address: string, count: number, padding = 0): Target {
  return { address, call: enginePlan(bench).call, values: { count: String(count) }, padding };
}
