import type { JsonObject } from "@bufbuild/protobuf";
import type { StreamForm } from "./negotiate.ts";

/**
 * Writes a stream of answers. Each function returns the text to send. A stream ends with either `end` or `error`; without one of them it
 * was broken off.
 */
export interface StreamEncoder {
  /** A message, given as its JSON text. */
  message(json: string): string;
  /** What tells that the stream is alive and is no message; empty where the form has nothing of the kind. */
  readonly heartbeat: string;
  end(): string;
  /** The end of a stream that failed, with google.rpc.Status. */
  error(status: JsonObject): string;
}

/**
 * Makes the encoder of a form. An error in mid-stream is
 *
 * - NDJSON: a last line `{"@error": Status}`;
 * - Server-Sent Events: an event named `error` whose data is the Status;
 * - JSON array: a last element `{"@error": Status}`, so that what was sent is JSON.
 *
 * No field has a name with an at sign, so no message is taken for an error.
 *
 * Events are numbered, beginning behind `lastEventId` where that is such a number. Their last one is named `end`, because a browser takes
 * a stream that merely ends for a lost connection and asks for it again.
 */
export function createStreamEncoder(form: StreamForm, lastEventId?: string): StreamEncoder {
  switch (form) {
    case "ndjson":
      return {
        message: (json) => `${json}\n`,
        heartbeat: "",
        end: () => "",
        error: (status) => `${failure(status)}\n`,
      };
    case "sse":
      return eventEncoder(lastEventId);
    case "array":
      return arrayEncoder();
  }
}

function eventEncoder(lastEventId: string | undefined): StreamEncoder {
  let id = lastEventId !== undefined && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : 0;
  return {
    message: (json) => `id: ${++id}\ndata: ${json}\n\n`,
    heartbeat: ":\n\n",
    end: () => "event: end\ndata: {}\n\n",
    error: (status) => `event: error\ndata: ${JSON.stringify(status)}\n\n`,
  };
}

function arrayEncoder(): StreamEncoder {
  let separator = "[";
  const element = (json: string) => {
    const text = `${separator}${json}`;
    separator = ",\n";
    return text;
  };
  return {
    message: element,
    // White space may stand before and behind each element.
    heartbeat: "\n",
    end: () => (separator === "[" ? "[]\n" : "]\n"),
    error: (status) => `${element(failure(status))}]\n`,
  };
}

function failure(status: JsonObject): string {
  return JSON.stringify({ "@error": status });
}
