/** A line of a component's log: the fields that every component writes, and any others. */
export interface LogLine {
  /** RFC 3339. */
  readonly time?: string;
  readonly level?: string;
  readonly msg?: string;
  readonly [field: string]: unknown;
}

/** Reads a line: a JSON object, or anything else (a crash, a database) as `msg`. */
export function parseLogLine(text: string): LogLine {
  if (text.startsWith("{")) {
    try {
      return JSON.parse(text) as LogLine;
    } catch {
      // Cut off by a kill in the middle of the line: shown as it is.
    }
  }
  return { msg: text };
}

/** Fields that a reader of one workspace knows already, or that stand elsewhere in the text. */
const leftOut = new Set(["time", "level", "msg", "component"]);

/** A line for people: time of day, level, message, and the other fields as `name=value`. */
export function textOf(line: LogLine): string {
  if (line.time === undefined && line.level === undefined) return line.msg ?? JSON.stringify(line);
  const fields = Object.entries(line)
    .filter(([name]) => !leftOut.has(name))
    .map(([name, value]) => `${name}=${fieldText(value)}`);
  const parts = [timeOfDay(line.time), line.level?.toUpperCase().padEnd(5), line.msg, ...fields];
  return parts.filter((part) => part !== undefined && part !== "").join(" ");
}

function fieldText(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return typeof value === "string" && (text === "" || /[\s"=]/.test(text)) ? JSON.stringify(text) : text;
}

function timeOfDay(time: string | undefined): string | undefined {
  return /T(\d\d:\d\d:\d\d(?:\.\d{1,3})?)/.exec(time ?? "")?.[1] ?? time;
}
