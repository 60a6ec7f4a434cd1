import type { ServerHttp2Session } from "node:http2";

/**
 * Ends a session whose client does not complete the fields of a request within a time, and at most a quarter of it more.
 *
 * Node tells of a request when all its fields have come, and so says nothing of one whose client sends them byte by byte. But the session
 * knows the number of the last request that was begun. Where that is not the last one that was told, its fields are still to come, or they
 * were refused. A PING tells: while a block of fields is open no other frame may come (RFC 9113, section 4.3), so no answer to it can.
 */
export function boundHeaders(session: ServerHttp2Session, timeoutMs: number): void {
  /** No request up to this one has fields to come. */
  let complete = 0;
  let suspect = 0;
  let sinceMs = 0;
  session.on("stream", ({ id = 0 }) => {
    complete = Math.max(complete, id);
  });

  const look = () => {
    const begun = session.state.lastProcStreamID ?? 0;
    if (begun <= complete) return;
    const nowMs = performance.now();
    if (begun !== suspect) {
      suspect = begun;
      sinceMs = nowMs;
      session.ping((error) => {
        if (error === null) complete = Math.max(complete, begun);
      });
    } else if (nowMs - sinceMs >= timeoutMs) {
      session.destroy();
    }
  };
  const timer = setInterval(look, timeoutMs / 4).unref();
  session.once("close", () => clearInterval(timer));
}
