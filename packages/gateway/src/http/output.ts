import type { Fields } from "../upstream/connection.ts";

/** The head of an answer. */
export interface Head {
  readonly status: number;
  readonly fields: Fields;
  readonly trailers: boolean;
}

/** What leaves in one write. */
export interface Batch {
  /** Set in the first one. */
  readonly head: Head | undefined;
  readonly chunks: readonly Uint8Array[];
  /** The size of all chunks. */
  readonly size: number;
  /** Set in the last one. */
  readonly end: { readonly trailers: Fields } | undefined;
}

/** The way out of an exchange. */
export interface Output {
  /** Whether {@link Output.respond} was called. */
  readonly begun: boolean;
  readonly ended: boolean;
  respond(head: Head): void;
  /** Returns whether there is room for more. */
  write(chunk: Uint8Array): boolean;
  end(trailers: Fields): void;
  /** Tells that there is room again. */
  drained(): void;
  /** Forgets what waits, and whatever comes. */
  close(): void;
}

/** From so many bytes on nothing is gained by waiting for more. */
export const batchBytes = 16 * 1024;

const none: Fields = [];

/** Collects what is written within one turn. `send` puts it on the wire and returns whether there is room for more. */
export function createOutput(send: (batch: Batch) => boolean): Output {
  let head: Head | undefined;
  let chunks: Uint8Array[] = [];
  let size = 0;
  let begun = false;
  let ended = false;
  let closed = false;
  let scheduled = false;
  let room = true;

  const flush = (end: Batch["end"]) => {
    if (closed) return;
    const batch = { head, chunks, size, end };
    head = undefined;
    chunks = [];
    size = 0;
    room = send(batch);
  };
  const onTurn = () => {
    scheduled = false;
    if (!ended && (head !== undefined || size > 0)) flush(undefined);
  };
  const schedule = () => {
    if (scheduled) return;
    scheduled = true;
    process.nextTick(onTurn);
  };

  return {
    get begun() {
      return begun;
    },
    get ended() {
      return ended;
    },
    respond(first) {
      begun = true;
      head = first;
      schedule();
    },
    write(chunk) {
      if (ended || closed) return true;
      chunks.push(chunk);
      size += chunk.length;
      if (size >= batchBytes) flush(undefined);
      else schedule();
      return room;
    },
    end(trailers) {
      if (ended) return;
      ended = true;
      flush({ trailers: trailers.length === 0 ? none : trailers });
    },
    drained() {
      room = true;
    },
    close() {
      closed = true;
    },
  };
}

/** The chunks of a batch as one, where that costs less than writing each of them. */
export function joined({ chunks, size }: Batch): readonly Uint8Array[] {
  return chunks.length < 2 || size > 2 * batchBytes ? chunks : [Buffer.concat(chunks, size)];
}
