import { type Code, createContextKey } from "@connectrpc/connect";
import type { Span } from "@opentelemetry/api";

/** What is noted of a call while it passes, for its log line, its span and its metrics. */
export interface CallRecord {
  readonly span: Span;
  /** Whether there was room for it. */
  readonly admitted: boolean;
  /** Whether the request was well-formed enough to come to the relay. */
  reached: boolean;
  /** How it ended; "ok" or a code. Unset while it runs. */
  code?: Code | "ok";
}

/** Where the handlers of a call find its record. */
export const callRecord = createContextKey<CallRecord | undefined>(undefined, { description: "call record" });
