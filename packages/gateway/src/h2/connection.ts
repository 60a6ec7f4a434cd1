import type { Socket } from "node:net";
import { CallError, type Connection } from "../upstream/connection.ts";
import { connectionWindowBytes } from "../upstream/tuning.ts";
import { ConnectionError, errorCode } from "./error-code.ts";
import { FrameReader } from "./frame-reader.ts";
import { createKeepalive } from "./keepalive.ts";
import { Receiver } from "./receiver.ts";
import { Sender } from "./sender.ts";
import { ownSettings } from "./settings.ts";
import { Streams } from "./streams.ts";

/** What a connection is made of and whom it tells. */
export interface H2Options {
  /** Open, and nobody else's. */
  readonly socket: Socket;
  /** Sets who takes what the socket reads. */
  readonly onData: (listener: (chunk: Buffer) => void) => void;
  readonly scheme: "http" | "https";
  readonly authority: string;
  /** `host:port`, for those who look at a call. */
  readonly address: string;
  /** The peer has shown that it speaks HTTP/2. */
  readonly onReady: () => void;
  /** Called once, when no call may be sent any more; with a reason where the connection failed. */
  readonly onEnd: (reason: CallError | undefined) => void;
  /** The number of the first stream, odd. Defaults to 1. */
  readonly firstStreamId?: number;
}

/** Begins a connection of HTTP/2 (RFC 9113) as its client, with what gRPC needs of it. */
export function createH2Connection(options: H2Options): Connection {
  const { socket, scheme, authority, address, firstStreamId: firstId = 1 } = options;
  const sender = new Sender(socket, scheme, authority);
  let ended = false;
  let closed = false;
  let socketError: unknown;

  /** Takes no more calls; the connection closes behind the last that runs. */
  const end = (reason: CallError | undefined) => {
    if (!ended) {
      ended = true;
      options.onEnd(reason);
    }
    if (!closed && streams.load === 0) close(errorCode.noError);
  };
  const close = (code: number) => {
    closed = true;
    keepalive.stop();
    sender.goaway(code);
    socket.end();
    // What still comes is of no use, but unread it would keep the socket open.
    socket.resume().setTimeout(closeTimeoutMs, () => socket.destroy());
  };
  const fail = (error: CallError) => {
    closed = true;
    keepalive.stop();
    end(error);
    streams.failAll(error);
  };
  const lose = (cause: unknown) => {
    if (closed) return;
    fail(new CallError("lost", "the connection ended under the call", { cause }));
    socket.destroy();
  };

  const streams = new Streams({
    ...{ sender, address, firstId },
    onIdle: () => {
      if (ended) end(undefined);
    },
    onExhausted: () => end(undefined),
  });
  const keepalive = createKeepalive(
    () => sender.ping(0, 0, 0),
    () => lose(new Error("the peer is silent")),
  );
  const reader = new FrameReader(
    new Receiver(streams, sender, {
      onReady: options.onReady,
      onGoaway(lastId, code) {
        end(code === errorCode.noError ? undefined : new CallError("lost", "the peer went away", { code }));
        streams.refuseAbove(lastId);
      },
    }),
  );

  options.onData((chunk) => {
    if (closed) return;
    keepalive.heard();
    try {
      reader.read(chunk);
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      if (closed) return;
      const { code, message } = error;
      close(code);
      fail(new CallError("protocol", message, { code, cause: error }));
    }
  });
  socket.on("error", (error) => {
    socketError = error;
  });
  socket.once("end", () => lose(undefined));
  socket.once("close", () => lose(socketError));
  sender.preface(ownSettings, connectionWindowBytes);
  sender.flush();

  return {
    get load() {
      return streams.load;
    },
    get usable() {
      return !ended && streams.load < streams.limit;
    },
    call: (head, listener) => (ended ? streams.startRefused(listener) : streams.start(head, listener)),
    retire: () => end(undefined),
    destroy() {
      lose(undefined);
      socket.destroy();
    },
  };
}

/** How long a peer has to read the last words and close its side. */
const closeTimeoutMs = 1_000;
