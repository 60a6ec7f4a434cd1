import type { DescMethod, Registry } from "@bufbuild/protobuf";
import { MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import { cacheFields } from "../guard/cache.ts";
import type { Guard } from "../guard/guard.ts";
import type { CachePolicy } from "../guard/policy.ts";
import type { CallHead, CallListener, ClientCall, Fields } from "../upstream/connection.ts";
import { type Codec, createCodec } from "./codec.ts";

/** Whoever calls can be sent to: a pool of connections, or an implementation within the process. */
export interface Callee {
  readonly name: string;
  call(head: CallHead, listener: CallListener): ClientCall;
}

/** A method that the gateway serves. */
export interface Method {
  readonly desc: DescMethod;
  /** The fully qualified name of its service. */
  readonly service: string;
  /** `package.Service/Method`. */
  readonly name: string;
  /** `/package.Service/Method`. */
  readonly path: string;
  /** Whether the request is a stream. */
  readonly clientStreaming: boolean;
  /** Whether the answer is a stream. */
  readonly serverStreaming: boolean;
  /** Whether it is declared to be without side effects, so that GET is allowed. */
  readonly safe: boolean;
  /** Whether it is one of the gateway's own: those are neither counted nor observed. */
  readonly own: boolean;
  readonly callee: Callee;
  readonly codec: Codec;
  /** Decides who may call it; undefined: everybody may. */
  readonly guard: Guard | undefined;
  /** The fields that let clients keep its answers to GET; undefined where they may not, as those of methods that are not safe. */
  readonly cacheFields: Fields | undefined;
}

export function createMethod(
  desc: DescMethod,
  callee: Callee,
  options: { readonly own: boolean; readonly registry: Registry; readonly guard?: Guard; readonly cache?: CachePolicy },
): Method {
  const service = desc.parent.typeName;
  const { methodKind } = desc;
  const { own, registry, guard, cache } = options;
  const safe = methodKind === "unary" && desc.idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS;
  return {
    desc,
    service,
    name: `${service}/${desc.name}`,
    path: `/${service}/${desc.name}`,
    clientStreaming: methodKind === "client_streaming" || methodKind === "bidi_streaming",
    serverStreaming: methodKind === "server_streaming" || methodKind === "bidi_streaming",
    safe,
    own,
    callee,
    codec: createCodec(desc, registry),
    guard,
    cacheFields: safe && cache !== undefined ? cacheFields(cache, guard?.isOpen(desc) ?? true) : undefined,
  };
}
