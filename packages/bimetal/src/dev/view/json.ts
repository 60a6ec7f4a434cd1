import type { Output } from "../../command.ts";
import type { View } from "./view.ts";

/** Each event as a JSON document on a line of its own. */
export function jsonView(out: Output): View {
  const write = (document: object) => out.write(`${JSON.stringify(document)}\n`);
  return {
    show: (event) => void write({ time: new Date().toISOString(), ...event }),
    say: (message) => void write({ time: new Date().toISOString(), type: "notice", message }),
    quiet: () => undefined,
    close: () => undefined,
  };
}
