import * as http2 from "node:http2";
import { connect } from "node:net";
import { type Address, formatAddress } from "../config/address.ts";

/** One HTTP/2 connection to an upstream. */
export interface Session {
  /** Calls in flight. */
  readonly load: number;
  /** Whether another call may be sent. False once the peer said GOAWAY or the connection ended. */
  readonly usable: boolean;
  /** Whether the connection has ended. */
  readonly lost: boolean;
  /** Sends the headers of a call. Throws where the connection has just ended, in which case nothing was sent. */
  open(headers: http2.OutgoingHttpHeaders): http2.ClientHttp2Stream;
  /** Ends the connection when its calls have finished. */
  retire(): void;
  /** Ends the connection and its calls. */
  destroy(): void;
}

/** The connection could not be made, so that no request was sent. */
export class ConnectFailed extends Error {
  override readonly name = "ConnectFailed";
}

const connectTimeoutMs = 3_000;
/** Idle connections are asked too, so that a call does not meet one that a firewall has forgotten. */
const pingIntervalMs = 10_000;
const pingTimeoutMs = 5_000;

/**
 * How much a peer may send ahead of us. Per call it bounds the memory that a slow reader costs; the connection's own
 * window (64 KiB by default) must be far larger, or one slow reader would hold up all others.
 */
const callWindowBytes = 128 * 1024;
const connectionWindowBytes = 16 * 2 ** 20;

/** Connects. Rejects with {@link ConnectFailed}. `onEnd` is called once, when the session takes no more calls. */
export function connectSession(address: Address, onEnd: () => void): Promise<Session> {
  return new Promise((resolve, reject) => {
    const session = http2.connect(`http://${formatAddress(address)}`, {
      createConnection: () => connect({ ...address, noDelay: true, autoSelectFamily: false }),
      settings: { enablePush: false, initialWindowSize: callWindowBytes },
      // In MB. What waits to be sent counts; the number of calls and the size of messages bound it already.
      maxSessionMemory: 1024,
    });
    let load = 0;
    let ended = false;
    const end = () => {
      if (ended) return;
      ended = true;
      clearInterval(keepalive);
      onEnd();
    };
    const connecting = setTimeout(() => session.destroy(new Error("connect timed out")), connectTimeoutMs);
    const keepalive = setInterval(() => ping(session), pingIntervalMs).unref();

    // Stays for the whole life of the session: an error that nobody hears ends the process (connect-es #1768).
    session.on("error", (error) => reject(new ConnectFailed("connect", { cause: error })));
    session.on("goaway", end);
    session.on("close", () => {
      clearTimeout(connecting);
      reject(new ConnectFailed("closed while connecting"));
      end();
    });
    session.once("connect", () => {
      clearTimeout(connecting);
      session.setLocalWindowSize(connectionWindowBytes);
      resolve({
        get load() {
          return load;
        },
        get usable() {
          return !(ended || session.closed || session.destroyed);
        },
        get lost() {
          return session.destroyed;
        },
        open(headers) {
          const stream = session.request(headers);
          load++;
          stream.once("close", () => {
            load--;
          });
          tellOfEnd(stream, session);
          return stream;
        },
        retire: () => session.close(),
        destroy: () => session.destroy(),
      });
    });
  });
}

/**
 * After GOAWAY, Node closes the calls of a connection that is reset as if each had ended well: no error, no reset code. Who waits
 * for an answer would wait for ever.
 */
function tellOfEnd(stream: http2.ClientHttp2Stream, session: http2.ClientHttp2Session): void {
  const { NGHTTP2_FLAG_END_STREAM, NGHTTP2_NO_ERROR } = http2.constants;
  let complete = false;
  stream.once("response", (_, flags) => {
    complete = (flags & NGHTTP2_FLAG_END_STREAM) !== 0;
  });
  stream.once("trailers", () => {
    complete = true;
  });
  stream.once("close", () => {
    if (complete || stream.rstCode !== NGHTTP2_NO_ERROR) return;
    session.destroy();
    stream.emit("error", new Error("the connection ended under the call"));
  });
}

/** A peer that does not answer is as good as gone, though TCP may take minutes to notice. */
function ping(session: http2.ClientHttp2Session): void {
  if (session.destroyed) return;
  const deadline = setTimeout(() => session.destroy(new Error("ping timed out")), pingTimeoutMs).unref();
  session.ping(() => clearTimeout(deadline));
}
