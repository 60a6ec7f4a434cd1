import type { Output } from "../../command.ts";
import type { ProcessEntry } from "../../derive/processes.ts";
import type { DevEvent } from "../event.ts";
import { jsonView } from "./json.ts";
import { textView } from "./text.ts";

/** Shows what happens. */
export interface View {
  show(event: DevEvent): void;
  /** A line of the tool itself. */
  say(text: string): void;
  /** While it is quiet, what components log is kept back: the terminal is another's. What warns is shown afterwards. */
  quiet(on: boolean): void;
  /** Leaves the terminal as it was found. */
  close(): void;
}

/** What a view needs. */
export interface ViewOptions {
  readonly out: Output;
  readonly processes: readonly ProcessEntry[];
  readonly json: boolean;
  readonly color: boolean;
}

/** One document a line for machines, else text: with a table of states at the bottom while not all is ready, on a terminal. */
export function createView(options: ViewOptions): View {
  return options.json ? jsonView(options.out) : textView(options);
}
