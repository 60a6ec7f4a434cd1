import { type DestinationStream, type Logger, pino } from "pino";
import type { LogLevel } from "../config/config.ts";

/** Writes one JSON object a line. */
export type Log = Pick<Logger, LogLevel | "isLevelEnabled">;

/**
 * Logs with the field names of all components of a workspace: time (RFC 3339), level (a word), msg, component and what `more` says of
 * the process, then the fields of the line.
 */
export function createLog(
  component: string,
  level: LogLevel,
  target: DestinationStream,
  more: Readonly<Record<string, unknown>> = {},
): Log {
  return pino(
    {
      level,
      base: { component, ...more },
      messageKey: "msg",
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    target,
  );
}
