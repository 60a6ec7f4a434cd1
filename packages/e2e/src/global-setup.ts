import { driver } from "./driver.ts";

/** Says which driver runs the scenarios, and prepares it once for all of them. */
export async function setup(): Promise<void> {
  console.log(`end-to-end scenarios on ${driver.name}`);
  await driver.prepare();
}
