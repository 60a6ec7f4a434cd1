import type { ConnectError } from "@connectrpc/connect";
import type { Exchange } from "../http/exchange.ts";
import type { Method } from "../rpc/method.ts";
import type { Fields } from "../upstream/connection.ts";
import type { Compression } from "./compression.ts";

/** The form of a request's messages, as its content type (or its query) tells it. */
export interface Form {
  readonly json: boolean;
  /** Whether the body is base64, as gRPC-Web has it where nothing but text can be sent. */
  readonly text: boolean;
  /** Set where the message stands in the query of a GET. */
  readonly query?: URLSearchParams;
}

/** What the head of a request says about the call. */
export interface RequestHead {
  readonly timeoutMs: number | undefined;
  /** How what comes is compressed. */
  readonly compression: Compression | undefined;
  /** How the answer may be compressed. */
  readonly answerCompression: Compression | undefined;
  /** The encodings that the client takes in frames, as it wrote them. */
  readonly acceptEncoding: string | undefined;
}

/** A request in one protocol. */
export interface Inbound {
  readonly exchange: Exchange;
  readonly method: Method;
  readonly form: Form;
  readonly head: RequestHead;
}

/** A request whose body may be read. */
export interface InboundRequest extends Inbound {
  /** The largest message. */
  readonly maxRequestBytes: number;
}

/** Takes a request as gRPC frames. */
export interface RequestSink {
  write(pieces: readonly Uint8Array[]): void;
  /** The request is complete. Where it is no stream it has one message. */
  end(): void;
  /** The request is not what it should be; nothing else follows. */
  fail(error: ConnectError): void;
  /** Holds the client while something works on what has come. */
  hold(busy: boolean): void;
}

/** Tells the client of an answer in its protocol. */
export interface Answer {
  /** The leading metadata; not called where there is nothing but a status. `encoding` is that of compressed frames. */
  header(metadata: Fields, encoding: string | undefined): void;
  /** Whole gRPC frames. Returns whether there is room for more; where not, {@link AnswerHooks.onRoom} tells. */
  frames(pieces: readonly Uint8Array[]): boolean;
  end(error: ConnectError | undefined, trailers: Fields): void;
}

/** What an answer has to say to the call. */
export interface AnswerHooks {
  onRoom(): void;
  /** The upstream's messages cannot be turned into the client's form. */
  fail(cause: unknown): void;
}

/** One of the protocols that clients speak. */
export interface Protocol {
  /** The content types of its requests. */
  readonly forms: ReadonlyMap<string, Form>;
  /** Whether it has a form for the method. */
  serves(method: Method): boolean;
  /** Reads timeout and encodings. Throws a ConnectError. */
  readHead(exchange: Exchange, form: Form): RequestHead;
  /** Reads the body and turns it into frames. */
  readBody(inbound: InboundRequest, sink: RequestSink): void;
  createAnswer(inbound: Inbound, hooks: AnswerHooks): Answer;
}
