import { fromBinary, type Registry } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { answer } from "../http/answer.ts";
import { answerCacheable } from "../http/cacheable.ts";
import type { Exchange } from "../http/exchange.ts";
import { type Compression, compressMinBytes } from "../protocol/compression.ts";
import type { MessageCall } from "../rpc/message-call.ts";
import type { Fields } from "../upstream/connection.ts";
import { answerError, statusOf } from "./error-answer.ts";
import type { RawBody } from "./http-body.ts";
import { answersRawBody, jsonAnswer, rawAnswer } from "./response.ts";
import type { RestRoute } from "./routes.ts";
import { statusJson } from "./status.ts";
import type { StreamEncoder } from "./stream.ts";

/** Tells a client of an answer. What it throws is the fault of the upstream's message. */
export interface RestAnswer {
  header(metadata: Fields): void;
  message(bytes: Uint8Array): void;
  end(error: ConnectError | undefined, trailers: Fields): void;
}

/** What an answer is made for. */
export interface AnswerContext {
  readonly exchange: Exchange;
  readonly route: RestRoute;
  readonly registry: Registry;
  /** Held while the client does not read. */
  readonly call: Pick<MessageCall, "pause" | "resume">;
}

/**
 * Answers with one message; trailers come as header fields, as in Connect's unary calls. `cacheFields` let the client keep the answer.
 */
export function createUnaryAnswer(
  context: AnswerContext,
  compression: Compression | undefined,
  cacheFields: Fields | undefined,
): RestAnswer {
  const { exchange, route, registry } = context;
  let leading: Fields = [];
  let body: RawBody | undefined;

  return {
    header(metadata) {
      leading = metadata;
    },
    message(bytes) {
      body = bodyOf(route, bytes, registry);
    },
    end(error, trailers) {
      if (error !== undefined) return answerError(exchange, error, registry, { fields: [...leading, ...trailers] });
      const fields = [...leading];
      for (let i = 0; i < trailers.length; i += 2) fields.push(`trailer-${trailers[i]}`, trailers[i + 1] as string);
      const { contentType, data } = body ?? { contentType: "application/json", data: Buffer.from("{}") };
      const head = ["content-type", contentType, "x-content-type-options", "nosniff", ...fields];
      const send = (all: Fields, bytes: Uint8Array) =>
        cacheFields === undefined
          ? answer(exchange, 200, all, bytes)
          : answerCacheable(exchange, all, bytes, cacheFields);
      if (compression === undefined || data.byteLength < compressMinBytes) return send(head, data);
      compression.compress(data).then(
        (smaller) => send([...head, "content-encoding", compression.name], smaller),
        () => answerError(exchange, new ConnectError("the answer cannot be compressed", Code.Internal), registry),
      );
    },
  };
}

/** An answer of many messages, which begins with the first of them, so that an error before it has its HTTP status. */
export interface StreamAnswer extends RestAnswer {
  /** Begins the answer in any case, and tells the client that the call is alive. */
  beat(): void;
}

/** Answers with a stream in one of its forms. Its trailers end here: a form has no place for them. */
export function createStreamAnswer(context: AnswerContext, contentType: string, encoder: StreamEncoder): StreamAnswer {
  const { exchange, route, registry } = context;
  const out = createStream(context);
  const begin = () => out.begin(contentType);

  return {
    header: out.header,
    message(bytes) {
      const text = encoder.message(jsonAnswer(route, fromBinary(route.rpc.output, bytes), registry));
      begin();
      out.write(Buffer.from(text));
    },
    end(error, trailers) {
      if (error !== undefined && !out.begun) {
        return answerError(exchange, error, registry, { fields: [...out.leading, ...trailers] });
      }
      begin();
      out.write(
        Buffer.from(error === undefined ? encoder.end() : encoder.error(statusJson(statusOf(error), registry))),
      );
      exchange.end();
    },
    beat() {
      begin();
      if (out.room) out.write(Buffer.from(encoder.heartbeat));
    },
  };
}

/** Answers with the bytes of many messages, one behind the other. An error in mid-stream breaks it off. */
export function createRawStreamAnswer(context: AnswerContext): StreamAnswer {
  const { exchange, route, registry } = context;
  const out = createStream(context);

  return {
    header: out.header,
    message(bytes) {
      const { contentType, data } = rawAnswer(route, fromBinary(route.rpc.output, bytes));
      out.begin(contentType);
      out.write(data);
    },
    end(error, trailers) {
      if (error !== undefined && !out.begun) {
        return answerError(exchange, error, registry, { fields: [...out.leading, ...trailers] });
      }
      if (error !== undefined) return exchange.destroy();
      out.begin("application/octet-stream");
      exchange.end();
    },
    // Its type is not known before the first message, and there is no byte that says nothing.
    beat: () => undefined,
  };
}

function createStream({ exchange, call }: AnswerContext) {
  let leading: Fields = [];
  let begun = false;
  let room = true;
  exchange.onDrain(() => {
    room = true;
    call.resume();
  });

  return {
    get begun() {
      return begun;
    },
    get leading() {
      return leading;
    },
    get room() {
      return room;
    },
    header(metadata: Fields) {
      leading = metadata;
    },
    begin(contentType: string) {
      if (begun) return;
      begun = true;
      const own = ["content-type", contentType, "cache-control", "no-store", "x-content-type-options", "nosniff"];
      exchange.respond(200, [...own, ...leading]);
      // A client that asked for the head alone waits for nothing else.
      if (exchange.method === "HEAD") exchange.end();
    },
    write(bytes: Uint8Array) {
      if (bytes.byteLength === 0) return;
      room = exchange.write(bytes);
      if (!room) call.pause();
    },
  };
}

function bodyOf(route: RestRoute, bytes: Uint8Array, registry: Registry): RawBody {
  const message = fromBinary(route.rpc.output, bytes);
  if (answersRawBody(route)) return rawAnswer(route, message);
  return { contentType: "application/json", data: Buffer.from(jsonAnswer(route, message, registry)) };
}
