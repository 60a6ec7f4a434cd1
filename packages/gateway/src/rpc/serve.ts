import { ConnectError } from "@connectrpc/connect";
import { parseRequestTimeout } from "../guard/timeouts.ts";
import { answer } from "../http/answer.ts";
import type { Exchange } from "../http/exchange.ts";
import { textField } from "../protocol/compression.ts";
import { negotiate, type Speech } from "../protocol/negotiate.ts";
import type {
  Answer,
  AnswerHooks,
  Form,
  InboundRequest,
  Protocol,
  RequestHead,
  RequestSink,
} from "../protocol/protocol.ts";
import type { Fields } from "../upstream/connection.ts";
import type { Method } from "./method.ts";
import type { RequestBounds, Session, SessionListener, Sessions } from "./session.ts";

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
    if (spoken.ok) new ServedCall(sessions, exchange, method, spoken).begin();
    else answer(exchange, spoken.status, spoken.fields);
  };
}

/** A call between a session and the protocol of its client. A class, for there is one with each call. */
class ServedCall implements SessionListener, AnswerHooks, InboundRequest {
  readonly exchange: Exchange;
  readonly method: Method;
  readonly form: Form;
  head = plainHead;
  /** Set before the body is read. */
  maxRequestBytes = 0;
  readonly #protocol: Protocol;
  readonly #session: Session;
  #client: Answer | undefined;
  #flow: RequestFlow | undefined;

  constructor(sessions: Sessions, exchange: Exchange, method: Method, { protocol, form }: Speech) {
    this.exchange = exchange;
    this.method = method;
    this.form = form;
    this.#protocol = protocol;
    this.#session = sessions.open(exchange, method, this);
  }

  begin(): void {
    let timeoutMs: number | undefined;
    let refused: ConnectError | undefined;
    try {
      const head = this.#protocol.readHead(this.exchange, this.form);
      timeoutMs = head.timeoutMs ?? parseRequestTimeout(textField(this.exchange.headers["x-request-timeout"]));
      this.head = head;
    } catch (error) {
      refused = ConnectError.from(error);
    }
    this.#client = this.#protocol.createAnswer(this, this);
    if (refused !== undefined) this.#session.fail(refused);
    else this.#session.admit(timeoutMs, (bounds) => this.#read(bounds));
  }

  #read({ maxRequestBytes }: RequestBounds): void {
    this.maxRequestBytes = maxRequestBytes;
    this.#flow = new RequestFlow(this, this.#session);
    this.#protocol.readBody(this, this.#flow);
  }

  onHeader(metadata: Fields, encoding: string | undefined): void {
    this.#client?.header(metadata, encoding);
  }

  onFrames(pieces: readonly Uint8Array[]): void {
    if (this.#client?.frames(pieces) === false) this.#session.pause();
  }

  onEnd(error: ConnectError | undefined, trailers: Fields): void {
    this.#client?.end(error, trailers);
  }

  onDrain(): void {
    this.#flow?.drained();
  }

  onRoom(): void {
    this.#session.resume();
  }

  fail(cause: unknown): void {
    this.#session.failInternally(cause);
  }
}

/**
 * Passes a request on: a stream as it comes, no faster than the upstream takes it; anything else when the whole of it has come, so that
 * a malformed or slow request is no business of the upstream's.
 */
class RequestFlow implements RequestSink {
  readonly #exchange: Exchange;
  readonly #session: Session;
  readonly #streaming: boolean;
  readonly #acceptEncoding: string | undefined;
  readonly #collected: Uint8Array[] = [];
  #full = false;
  #busy = false;

  constructor({ exchange, method, form, head }: InboundRequest, session: Session) {
    this.#exchange = exchange;
    this.#session = session;
    this.#streaming = method.clientStreaming;
    this.#acceptEncoding = form.json ? undefined : head.acceptEncoding;
    if (this.#streaming) session.start(this.#acceptEncoding);
  }

  write(pieces: readonly Uint8Array[]): void {
    if (!this.#streaming) {
      this.#collected.push(...pieces);
      return;
    }
    if (this.#session.write(pieces, false)) return;
    this.#full = true;
    this.#settle();
  }

  end(): void {
    if (!this.#streaming) this.#session.start(this.#acceptEncoding);
    this.#session.write(this.#collected, true);
  }

  fail(error: ConnectError): void {
    this.#session.fail(error);
  }

  hold(busy: boolean): void {
    this.#busy = busy;
    this.#settle();
  }

  drained(): void {
    this.#full = false;
    this.#settle();
  }

  #settle(): void {
    if (this.#full || this.#busy) this.#exchange.pause();
    else this.#exchange.resume();
  }
}
