import type { Exchange } from "../http/exchange.ts";
import type { Fields } from "../upstream/connection.ts";
import type { Method } from "./method.ts";

/** Decides who may call, and how often. */
export interface Guard {
  /** Names of header fields, in lower case, that reach an upstream only where an admission adds them. */
  readonly reserved?: ReadonlySet<string>;
  /**
   * Is asked once for each call, before its body is read. A ConnectError that it throws is the caller's answer; fields for that answer
   * go into {@link Exchange.extraFields}.
   */
  admit(method: Method, exchange: Exchange): Admission | Promise<Admission>;
}

/** What a call that was let in gets. */
export interface Admission {
  /** Fields that the upstream gets; names are in lower case. */
  readonly metadata?: Fields;
  /** Is called when the call is over. */
  release?(): void;
}
