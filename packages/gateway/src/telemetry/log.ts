import { type DestinationStream, type Logger, pino } from "pino";
import type { LogLevel } from "../config/config.ts";

/** Writes one JSON object a line. */
export type Log = Pick<Logger, LogLevel | "isLevelEnabled">;

/**
 * Logs with the field names of all components of a workspace: time (RFC 3339), level (a word), msg, component, then the fields of
 * the line.
 */
export function createLog(component: string, level: LogLevel, target: DestinationStream): Log {
  return pino(
    {
      level,
      base: { component },
      messageKey: "msg",
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    target,
  );
}
