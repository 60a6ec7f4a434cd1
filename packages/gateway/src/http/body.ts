import { once } from "node:events";
import type { Readable, Writable } from "node:stream";

/** How much of a request that was answered early is still read, so that its sender gets to read the answer. */
const discardBytes = 128 * 2 ** 20;
const discardMs = 10_000;

/**
 * The body as an iterable that pulls: nothing is read ahead beyond the stream's own buffer. Unlike the stream's own iterator it
 * leaves the stream alone when the reader stops early, because the answer is still to be written.
 */
export function readBody(source: Readable): AsyncIterable<Uint8Array> {
  return source.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
}

/** Reads and forgets the rest of a request, within bounds. Resolves to whether that was all of it. */
export function discardBody(source: Readable): Promise<boolean> {
  if (source.readableEnded || source.destroyed) return Promise.resolve(true);
  // An iterator that was left in the middle may still listen, and nothing flows past it.
  source.removeAllListeners("readable");
  return new Promise((resolve) => {
    let left = discardBytes;
    const timer = setTimeout(resolve, discardMs, false).unref();
    const settle = (whole: boolean) => {
      clearTimeout(timer);
      resolve(whole);
    };
    source.on("data", (chunk: Uint8Array) => {
      left -= chunk.byteLength;
      if (left < 0) settle(false);
    });
    source.on("error", () => undefined);
    source.once("close", () => settle(true));
    source.once("end", () => settle(true));
    source.resume();
  });
}

/**
 * Writes a body no faster than the peer reads it. Returns false where the peer went away before the end; the source is told in
 * any case.
 */
export async function writeBody(target: Writable, source: AsyncIterable<Uint8Array>): Promise<boolean> {
  for await (const chunk of source) {
    if (target.destroyed) return false;
    if (!target.write(chunk)) await drained(target);
  }
  return !target.destroyed;
}

async function drained(target: Writable): Promise<void> {
  if (target.destroyed) return;
  const over = new AbortController();
  try {
    await Promise.race([
      once(target, "drain", { signal: over.signal }),
      once(target, "close", { signal: over.signal }),
    ]);
  } catch {
    // An error is followed by the stream being destroyed, which the caller sees.
  } finally {
    over.abort();
  }
}
