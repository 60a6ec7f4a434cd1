import * as http2 from "node:http2";
import { formatAddress } from "../config/address.ts";
import { CallError, type ClientCall, type Connect } from "./connection.ts";
import { startNodeCall } from "./node-call.ts";
import { connectTimeoutMs, openSocket, refused } from "./socket.ts";
import { callWindowBytes, connectionWindowBytes, maxHeaderListBytes, pingIntervalMs, pingTimeoutMs } from "./tuning.ts";

/** Connects through `node:http2`. */
export const connectNode: Connect = async ({ target, authority, tls, onEnd }) => {
  const socket = await openSocket(target, tls);
  const scheme = tls === undefined ? "http" : "https";
  const session = http2.connect(`${scheme}://${formatAddress(target)}`, {
    createConnection: () => socket,
    settings: { enablePush: false, initialWindowSize: callWindowBytes, maxHeaderListSize: maxHeaderListBytes },
    // In MB. What waits to be sent counts; the number of calls and the size of messages bound it already.
    maxSessionMemory: 1024,
  });
  const pseudo = [":method", "POST", ":scheme", scheme, ":authority", authority];
  const address = formatAddress(target);
  let load = 0;
  let ended = false;
  const state = {
    lastStreamId: Number.POSITIVE_INFINITY,
    get lost() {
      return socket.destroyed || session.destroyed;
    },
  };

  // Stays for the whole life of the session: an error that nobody hears ends the process (connect-es #1768).
  session.on("error", () => undefined);
  await firstSettings(session).catch((cause: unknown) => {
    session.destroy();
    throw refused(target, cause);
  });
  session.setLocalWindowSize(connectionWindowBytes);

  const keepalive = setInterval(() => ping(session), pingIntervalMs).unref();
  const end = () => {
    if (ended) return;
    ended = true;
    clearInterval(keepalive);
    onEnd();
  };
  session.on("goaway", (_code, lastId) => {
    state.lastStreamId = lastId ?? state.lastStreamId;
    end();
  });
  session.on("close", end);

  return {
    get load() {
      return load;
    },
    get usable() {
      const { maxConcurrentStreams = Number.POSITIVE_INFINITY } = session.remoteSettings;
      return !(ended || session.closed || session.destroyed) && load < maxConcurrentStreams;
    },
    call(head, listener): ClientCall {
      let stream: http2.ClientHttp2Stream;
      try {
        stream = session.request([...pseudo, ":path", head.path, ...head.fields]);
      } catch (cause) {
        const error = new CallError("refused", "the connection ended before the call was sent", { cause });
        queueMicrotask(() => listener.onError(error));
        return { address, write: () => true, pause() {}, resume() {}, cancel() {} };
      }
      load++;
      stream.once("close", () => {
        load--;
      });
      return startNodeCall(stream, address, listener, state);
    },
    retire() {
      session.close();
      end();
    },
    destroy() {
      session.destroy();
      end();
    },
  };
};

/** The peer has shown that it speaks HTTP/2. */
function firstSettings(session: http2.ClientHttp2Session): Promise<void> {
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Error("timed out")), connectTimeoutMs);
    session.once("error", reject);
    session.once("close", () => reject(new Error("closed while connecting")));
    session.once("remoteSettings", () => resolve());
    session.once("remoteSettings", () => clearTimeout(deadline));
    session.once("close", () => clearTimeout(deadline));
  });
}

/** A peer that does not answer is as good as gone, though TCP may take minutes to notice. */
function ping(session: http2.ClientHttp2Session): void {
  if (session.destroyed) return;
  const deadline = setTimeout(() => session.destroy(new Error("ping timed out")), pingTimeoutMs).unref();
  session.ping(() => clearTimeout(deadline));
}
