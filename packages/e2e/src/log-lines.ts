import type { LogLine } from "./stack.ts";

/** Reads a component's output: a JSON object a line, anything else (a crash, a database) as it is. */
export function parseLogLines(text: string): LogLine[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map(parseLine);
}

function parseLine(line: string): LogLine {
  if (line.startsWith("{")) {
    try {
      return JSON.parse(line) as LogLine;
    } catch {
      // Cut off by a kill in the middle of a line: shown as it is.
    }
  }
  return { msg: line };
}

/** The last lines, for the message of an error. */
export function lastLines(lines: readonly LogLine[], count = 20): string {
  return lines
    .slice(-count)
    .map((line) => (Object.keys(line).length === 1 ? (line.msg ?? "") : JSON.stringify(line)))
    .join("\n");
}
