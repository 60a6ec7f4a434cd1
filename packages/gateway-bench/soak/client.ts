/** A client with connections of its own. Its calls reject with a ConnectError. */
export interface Client {
  echo(text: string, call: Call): Promise<string>;
  /** Yields once for each message. */
  count(messages: number, call: Call): AsyncIterable<unknown>;
  /** Closes its connections, whatever runs on them. */
  disconnect(): void;
}

export interface Call {
  /** Reaches the upstream as the header `call-id`. */
  readonly id: string;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** How many bytes each message of a stream has. */
export const messageBytes = 256;
