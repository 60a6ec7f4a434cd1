import * as http2 from "node:http2";
import { CallError, type CallListener, type ClientCall, type Fields } from "./connection.ts";

const { NGHTTP2_FLAG_END_STREAM, NGHTTP2_NO_ERROR, NGHTTP2_REFUSED_STREAM, NGHTTP2_CANCEL } = http2.constants;

/** What a call asks its connection when it was closed. */
export interface ConnectionState {
  /** Above it, the peer says that it began no call when it went away. */
  readonly lastStreamId: number;
  readonly lost: boolean;
}

/** Makes a call of a stream. */
export function startNodeCall(
  stream: http2.ClientHttp2Stream,
  address: string,
  listener: CallListener,
  connection: ConnectionState,
): ClientCall {
  let over = false;
  let complete = false;
  let trailers: Fields = [];
  let reason: unknown;

  stream.on("response", (headers, flags, raw) => {
    if (over) return;
    complete = (flags & NGHTTP2_FLAG_END_STREAM) !== 0;
    listener.onHeaders(headers[":status"] ?? 0, regular(raw));
  });
  stream.on("data", (chunk: Buffer) => {
    if (!over) listener.onData(chunk);
  });
  stream.on("trailers", (_, _flags, raw) => {
    complete = true;
    trailers = regular(raw);
  });
  const tellEnd = () => {
    over = true;
    listener.onEnd(trailers);
    // The peer needs no more of a request that it has answered.
    if (!stream.writableEnded) stream.close(NGHTTP2_CANCEL);
  };
  stream.on("end", () => {
    if (!over && complete) tellEnd();
  });
  stream.on("drain", () => {
    if (!over) listener.onDrain();
  });
  stream.on("error", (error) => {
    reason = error;
  });
  stream.on("close", () => {
    if (over) return;
    // An answer without trailers. Node tells it neither from one that was broken off without an error, nor, after GOAWAY, from one
    // whose connection was reset.
    if (stream.readableEnded && stream.rstCode === NGHTTP2_NO_ERROR && !connection.lost) return tellEnd();
    over = true;
    listener.onError(whyClosed(stream, connection, reason));
  });

  return {
    address,
    write(chunks, end) {
      if (stream.destroyed || stream.writableEnded) return true;
      stream.cork();
      let room = true;
      for (const chunk of chunks) room = stream.write(chunk);
      if (end) stream.end();
      stream.uncork();
      return room;
    },
    pause: () => void stream.pause(),
    resume: () => void stream.resume(),
    cancel() {
      if (over) return;
      over = true;
      stream.close(NGHTTP2_CANCEL);
      // Nobody reads what came before; unread it would hold the stream open.
      stream.resume();
    },
  };
}

function whyClosed(stream: http2.ClientHttp2Stream, connection: ConnectionState, cause: unknown): CallError {
  const code = stream.rstCode ?? NGHTTP2_NO_ERROR;
  if (code === NGHTTP2_REFUSED_STREAM) {
    return new CallError("refused", "the peer did not begin the call", { code, cause });
  }
  if (stream.id === undefined || stream.id > connection.lastStreamId) {
    return new CallError("refused", "the peer went away before it began the call", { cause });
  }
  if (code === NGHTTP2_NO_ERROR || connection.lost) {
    return new CallError("lost", "the connection ended under the call", { cause });
  }
  return new CallError("reset", `the peer broke the call off (HTTP/2 error ${code})`, { code, cause });
}

/** Without pseudo-header fields, which come first. */
function regular(raw: readonly string[]): Fields {
  let start = 0;
  while (raw[start]?.startsWith(":") === true) start += 2;
  return start === 0 ? raw : raw.slice(start);
}
