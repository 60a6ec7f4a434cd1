import { ExpectedError } from "../command.ts";
import { type LogLine, textOf } from "./log-line.ts";

/** The stack, or a part of it, cannot do what was asked. */
export class StackError extends ExpectedError {
  override readonly name = "StackError";
}

/** How many lines of a component's log a message shows. */
export const shownLines = 20;

/** The last lines of a log, indented, to be put below a message. */
export function lastLines(lines: readonly LogLine[], count = shownLines): string {
  const shown = lines.slice(-count).map((line) => `    ${textOf(line)}`);
  return shown.length === 0 ? "  it has logged nothing" : `  its last lines:\n${shown.join("\n")}`;
}
