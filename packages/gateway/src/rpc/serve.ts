import { ConnectError } from "@connectrpc/connect";
import { parseRequestTimeout } from "../guard/timeouts.ts";
import { answer } from "../http/answer.ts";
import type { Exchange } from "../http/exchange.ts";
import { textField } from "../protocol/compression.ts";
import { negotiate } from "../protocol/negotiate.ts";
import type { Answer, InboundRequest, RequestHead, RequestSink } from "../protocol/protocol.ts";
import type { Method } from "./method.ts";
import type { Session, Sessions } from "./session.ts";

/** Serves a request of a method in whichever protocol it speaks. */
export type Serve = (exchange: Exchange, method: Method) => void;

const plainHead: RequestHead = {
  timeoutMs: undefined,
  compression: undefined,
  answerCompression: undefined,
  acceptEncoding: undefined,
};

export function createServe(sessions: Sessions): Serve {
  return (exchange, method) => {
    const spoken = negotiate(exchange, method);
    if (!spoken.ok) return answer(exchange, spoken.status, spoken.fields);
    const { protocol, form } = spoken;

    let client: Answer | undefined;
    let body: ReturnType<typeof createRequestFlow> | undefined;
    const session = sessions.open(exchange, method, {
      onHeader: (metadata, encoding) => client?.header(metadata, encoding),
      onFrames(pieces) {
        if (client?.frames(pieces) === false) session.pause();
      },
      onEnd: (error, trailers) => client?.end(error, trailers),
      onDrain: () => body?.drained(),
    });
    const hooks = { onRoom: () => session.resume(), fail: (cause: unknown) => session.failInternally(cause) };
    const inbound = { exchange, method, form };
    let head: RequestHead;
    let timeoutMs: number | undefined;
    try {
      head = protocol.readHead(exchange, form);
      timeoutMs = head.timeoutMs ?? parseRequestTimeout(textField(exchange.headers["x-request-timeout"]));
    } catch (error) {
      client = protocol.createAnswer({ ...inbound, head: plainHead }, hooks);
      return session.fail(ConnectError.from(error));
    }
    client = protocol.createAnswer({ ...inbound, head }, hooks);
    session.admit(timeoutMs, ({ maxRequestBytes }) => {
      const request: InboundRequest = { ...inbound, head, maxRequestBytes };
      body = createRequestFlow(request, session);
      protocol.readBody(request, body.sink);
    });
  };
}

/**
 * Passes a request on: a stream as it comes, no faster than the upstream takes it; anything else when the whole of it has come, so that
 * a malformed or slow request is no business of the upstream's.
 */
function createRequestFlow({ exchange, method, form, head }: InboundRequest, session: Session) {
  const acceptEncoding = form.json ? undefined : head.acceptEncoding;
  const collected: Uint8Array[] = [];
  let full = false;
  let busy = false;
  const settle = () => (full || busy ? exchange.pause() : exchange.resume());
  if (method.clientStreaming) session.start(acceptEncoding);

  const sink: RequestSink = {
    write(pieces) {
      if (!method.clientStreaming) return void collected.push(...pieces);
      if (session.write(pieces, false)) return;
      full = true;
      settle();
    },
    end() {
      if (!method.clientStreaming) session.start(acceptEncoding);
      session.write(collected, true);
    },
    fail: (error) => session.fail(error),
    hold(now) {
      busy = now;
      settle();
    },
  };
  return {
    sink,
    drained() {
      full = false;
      settle();
    },
  };
}
