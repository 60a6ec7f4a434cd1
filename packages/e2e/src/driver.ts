import { containersDriver } from "./containers/driver.ts";
import { chosenDriver } from "./driver-name.ts";
import { processesDriver } from "./processes/driver.ts";
import type { Driver } from "./stack.ts";

/** The driver of this run. */
export const driver: Driver = chosenDriver() === "containers" ? containersDriver : processesDriver;
