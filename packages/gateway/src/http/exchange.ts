import type { IncomingHttpHeaders } from "node:http";
import type { Fields } from "../upstream/connection.ts";

/** Hears the body of a request. */
export interface BodyReader {
  /** A piece, cut wherever the wire cut it. It may be kept. */
  onData(chunk: Uint8Array): void;
  /** The body is complete. Not called where the client goes away before. */
  onEnd(): void;
}

/**
 * One request and its answer, over whatever version of HTTP. All of it is callbacks, for this is in the way of every call.
 *
 * What is written within one turn of the event loop leaves together: an answer below 256 KiB that is complete in the turn in
 * which it began is one write, with its `content-length`, as one that is given whole always is.
 */
export interface Exchange {
  readonly httpVersion: "1" | "2";
  /** As the client wrote it, `GET`. */
  readonly method: string;
  /** The path as the client wrote it, percent-encoded, without the query. It begins with a slash. */
  readonly path: string;
  /** What follows the question mark; "" where there is none. */
  readonly query: string;
  /** As Node gives them: lower-case names, of which most that come more than once are joined. May hold pseudo-header fields. */
  readonly headers: IncomingHttpHeaders;
  /** As on the wire. Over HTTP/1.1 the names may have upper-case letters, over HTTP/2 pseudo-header fields come first. */
  readonly fields: Fields;
  /** The client's address; "" where the connection has ended. */
  readonly remoteAddress: string;
  /** The subject of the client's certificate, where it showed one that is believed. */
  readonly certificateSubject: string | undefined;
  /** Fields that the answer gets besides its own; whoever comes by may add some until it is sent. */
  readonly extraFields: string[];
  /** Begins to read the body. Once only; without it nothing is read before the answer has been given. */
  read(reader: BodyReader): void;
  /** Holds `onData`. */
  pause(): void;
  resume(): void;
  /** Gives a whole answer. */
  answer(status: number, fields: Fields, body?: Uint8Array): void;
  /** Begins the answer. Over HTTP/2, `trailers` tells that {@link Exchange.end} will bring some. */
  respond(status: number, fields: Fields, options?: { readonly trailers: boolean }): void;
  /** Sends a piece of the body, which must not be written to afterwards. Returns whether there is room for more. */
  write(chunk: Uint8Array): boolean;
  /** Ends the answer. What is left of the request is read and forgotten, within bounds. */
  end(trailers?: Fields): void;
  /** Breaks the answer off, so that the client cannot take it for complete. */
  destroy(): void;
  /** Sets who is told that there is room again after {@link Exchange.write} returned false. */
  onDrain(listener: () => void): void;
  /** Adds someone who is told when the exchange is over, whichever way it went; the client may have gone away. */
  onClose(listener: () => void): void;
}

/** Answers an exchange. An error that it throws is a bug: the connection's side answers with 500. */
export type HttpHandler = (exchange: Exchange) => void;

/** Splits a request target; undefined where it is not a path. */
export function splitTarget(target: string | undefined): { path: string; query: string } | undefined {
  if (target?.charCodeAt(0) !== 0x2f) return undefined;
  const mark = target.indexOf("?");
  return mark < 0 ? { path: target, query: "" } : { path: target.slice(0, mark), query: target.slice(mark + 1) };
}
