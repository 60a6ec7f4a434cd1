import type { Readable } from "node:stream";

/** How much of a request that was answered early is still read, so that its sender gets to read the answer. */
const discardBytes = 128 * 2 ** 20;
const discardMs = 10_000;

/** Reads and forgets the rest of a request, within bounds. Tells whether that was all of it. */
export function discardBody(source: Readable, done: (whole: boolean) => void): void {
  if (source.readableEnded || source.destroyed) {
    done(true);
    return;
  }
  let left = discardBytes;
  let settled = false;
  const settle = (whole: boolean) => {
    if (settled) return;
    settled = true;
    clearTimeout(timer);
    done(whole);
  };
  const timer = setTimeout(settle, discardMs, false).unref();
  source.on("data", (chunk: Uint8Array) => {
    left -= chunk.byteLength;
    if (left < 0) settle(false);
  });
  source.once("close", () => settle(true));
  source.once("end", () => settle(true));
  source.resume();
}
