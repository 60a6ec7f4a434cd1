import type { Address } from "../config/address.ts";

/**
 * Header fields in the order of the wire, flat: a name at each even index, in lower case, its value behind it. A name may come more
 * than once. Flat, because both Node's HTTP/1.1 parser and HPACK give and take them so.
 */
export type Fields = readonly string[];

/** The first value of a field; names are in lower case. */
export function fieldOf(fields: Fields, name: string): string | undefined {
  for (let i = 0; i < fields.length; i += 2) if (fields[i] === name) return fields[i + 1];
  return undefined;
}

/** What is sent to begin a call. The method is always POST. */
export interface CallHead {
  /** `/package.Service/Method`. */
  readonly path: string;
  /** Everything but the pseudo-header fields. */
  readonly fields: Fields;
}

/**
 * Hears what becomes of a call. Exactly one of `onEnd` and `onError` is called, as the last; after {@link ClientCall.cancel} none is.
 * Nothing is called before the function that started the call has returned.
 */
export interface CallListener {
  /** The header fields of the answer; those of 1xx answers are dropped. */
  onHeaders(status: number, fields: Fields): void;
  /** A piece of the body, cut wherever the wire cut it. It may be kept, for it is not written to again unless it is given back. */
  onData(chunk: Uint8Array): void;
  /** The answer is complete. Where headers and end came in one frame (trailers only), `trailers` is empty. */
  onEnd(trailers: Fields): void;
  onError(error: CallError): void;
  /** There is room again after {@link ClientCall.write} returned false. */
  onDrain(): void;
}

/** A call that was started. */
export interface ClientCall {
  /** `host:port` of the peer; undefined until an address was chosen. */
  readonly address: string | undefined;
  /**
   * Sends pieces of the body, which must not be written to afterwards; `end` ends it. Never refuses: what the peer has no window for
   * waits. Returns whether there is room for more; where not, `onDrain` tells.
   */
  write(chunks: readonly Uint8Array[], end: boolean): boolean;
  /** Holds `onData` and the `onEnd` behind it; the peer may send no more than its window. */
  pause(): void;
  /** Lets data come again, though not before this has returned. */
  resume(): void;
  /** Tells the peer that nobody waits any more (CANCEL). Harmless when the call is over. */
  cancel(): void;
}

/**
 * Why a call ended without an answer.
 *
 * - `refused`: the peer says, or it is certain, that it did not begin the call (RFC 9113, 8.7): it may be sent again.
 * - `reset`: the peer broke it off, with an HTTP/2 error code.
 * - `lost`: the connection ended under it.
 * - `protocol`: the peer does not speak HTTP/2 as it must.
 */
export class CallError extends Error {
  override readonly name = "CallError";
  readonly kind: "refused" | "reset" | "lost" | "protocol";
  /** The error code of RFC 9113, section 7, where the peer gave one. */
  readonly code: number | undefined;

  constructor(kind: CallError["kind"], message: string, options: { code?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.code = options.code;
  }
}

/** One HTTP/2 connection to a peer. */
export interface Connection {
  /** Calls in flight. */
  readonly load: number;
  /** Whether another call may be sent now: false once the peer said GOAWAY, and while it allows no more calls at a time. */
  readonly usable: boolean;
  /**
   * Starts a call. Beyond the number that the peer allows at a time it waits for its turn; where the connection has just ended the
   * listener hears of it with `refused`.
   */
  call(head: CallHead, listener: CallListener): ClientCall;
  /** Ends the connection when its calls have finished. */
  retire(): void;
  /** Ends the connection and its calls. */
  destroy(): void;
}

/** How a connection is made; TLS where `tls` is given. */
export interface ConnectOptions {
  readonly target: Address;
  /** The `:authority` of calls. */
  readonly authority: string;
  readonly tls?: TlsOptions | undefined;
  /** Called once, when the connection takes no more calls for good. */
  readonly onEnd: () => void;
}

/** TLS to an upstream; ALPN must settle on h2. */
export interface TlsOptions {
  /** Certificates to trust, PEM. Defaults to those of the system. */
  readonly ca?: string | Buffer;
  /** The gateway's own certificate and key, PEM, where the upstream asks for one. */
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  /** The name that the certificate must bear. Defaults to the host of the upstream's address. */
  readonly serverName?: string;
}

/** Makes a connection that is ready for calls. Rejects with a {@link CallError} of kind `refused`. */
export type Connect = (options: ConnectOptions) => Promise<Connection>;
