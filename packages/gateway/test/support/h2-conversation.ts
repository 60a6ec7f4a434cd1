import type { CallError, Connect, Connection } from "../../src/upstream/connection.ts";
import { type RecordedCall, record } from "./h2-call.ts";
import { type PeerConnection, startPeer } from "./h2-peer.ts";

/** A connection under test, and the peer that a test speaks for. */
export interface Conversation extends AsyncDisposable {
  readonly connection: Connection;
  readonly server: PeerConnection;
  /** How often it was told that the connection takes no more calls. */
  readonly ends: number;
  /** Starts a call with a complete request. */
  start(request?: Uint8Array): RecordedCall;
  /** Starts a call and waits until its peer has its fields. */
  begin(request?: Uint8Array): Promise<[call: RecordedCall, streamId: number]>;
  /** Resolves when the connection is usable, or no more. */
  usable(expected: boolean): Promise<void>;
}

/** The fields of a good answer, of its end, and a message in its frame. */
export const ok = [":status", "200", "content-type", "application/grpc"];
export const trailers = ["grpc-status", "0", "grpc-message", "fine"];
export const body: Buffer = Buffer.from("\0\0\0\0\x03abc", "latin1");

/** Connects to a scripted peer, whose first words are `greeting`. */
export async function converse(connect: Connect, greeting?: Buffer): Promise<Conversation> {
  const peer = await startPeer(greeting);
  const accepted = peer.accept();
  let ends = 0;
  const connection = await connect({
    target: { host: peer.host, port: peer.port },
    authority: "echo.test:50051",
    onEnd: () => ends++,
  });
  const server = await accepted;
  const start = (request: Uint8Array = body): RecordedCall => {
    const recorded = record(connection.call);
    recorded.call.write([request], true);
    return recorded;
  };
  return {
    connection,
    server,
    get ends() {
      return ends;
    },
    start,
    async begin(request) {
      const call = start(request);
      return [call, (await server.nextHeaders()).streamId];
    },
    async usable(expected) {
      while (connection.usable !== expected) await new Promise((resolve) => setImmediate(resolve));
    },
    async [Symbol.asyncDispose]() {
      connection.destroy();
      await peer[Symbol.asyncDispose]();
    },
  };
}

/** Why a call ended; fails where it has ended well. */
export async function errorOf(call: RecordedCall): Promise<CallError> {
  const error = await call.ended;
  if (error === undefined) throw new Error("the call ended well");
  return error;
}
