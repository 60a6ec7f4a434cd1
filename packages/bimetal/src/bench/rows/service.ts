import type { Target } from "../load.ts";
import type { ServicePlan } from "../plan.ts";
import type { Bench } from "../row.ts";

/** The plan of a bench that measures services. */
export function servicePlan({ plan }: Bench): ServicePlan {
  if (plan.service === undefined) throw new Error("the plan has no service, and so no subject asks for one");
  return plan.service;
}

/** The service's get, of what setup has put in place. */
export function serviceTarget(bench: Bench, address: string, values: Readonly<Record<string, string>>): Target {
  return { address, call: servicePlan(bench).get, values };
}
