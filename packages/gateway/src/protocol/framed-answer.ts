import type { ConnectError } from "@connectrpc/connect";
import type { Fields } from "../upstream/connection.ts";
import { type Compression, compressMinBytes } from "./compression.ts";
import { type Converter, createConverter } from "./converter.ts";
import { compressedFlag, encodeFrame, join } from "./frames.ts";
import type { Answer, AnswerHooks, Inbound } from "./protocol.ts";

/** What is different between the protocols whose answers come in frames. */
export interface FramedForm {
  /** The field that names the encoding of compressed frames. */
  readonly encodingField: string;
  readonly contentType: string;
  /** How the gateway compresses frames that came uncompressed; undefined where it leaves them. */
  readonly compression: Compression | undefined;
  /** Whether HTTP trailers follow. */
  readonly trailers: boolean;
  /** Ends an answer whose head has been sent. */
  finish(error: ConnectError | undefined, trailers: Fields): void;
  /** Gives an answer that has nothing but a status. */
  statusOnly(error: ConnectError | undefined, trailers: Fields): void;
}

/** Writes an answer in frames, as in gRPC, gRPC-Web and Connect's streams. */
export function createFramedAnswer(inbound: Inbound, hooks: AnswerHooks, form: FramedForm): Answer {
  const { exchange } = inbound;
  let begun = false;
  let converter: Converter | undefined;
  const write = (piece: Uint8Array) => exchange.write(inbound.form.text ? toBase64(piece) : piece);
  let room = true;
  exchange.onDrain(() => {
    room = true;
    if (converter?.busy() !== true) hooks.onRoom();
  });

  return {
    header(metadata, encoding) {
      begun = true;
      const passed = encoding === "identity" ? undefined : encoding;
      const compression = passed === undefined ? form.compression : undefined;
      const fields = ["content-type", form.contentType];
      const named = passed ?? compression?.name;
      if (named !== undefined) fields.push(form.encodingField, named);
      exchange.respond(200, [...fields, ...metadata], form);
      if (!inbound.form.json && compression === undefined) return;
      converter = createConverter(conversion(inbound, compression), {
        write: (frame) => {
          room = write(frame);
        },
        onBusy: (busy) => busy || !room || hooks.onRoom(),
        onError: (thrown) => hooks.fail(thrown),
      });
    },
    frames(pieces) {
      if (converter !== undefined) {
        converter.push(pieces);
        return room && !converter.busy();
      }
      if (inbound.form.text) room = write(join(pieces));
      else for (const piece of pieces) room = exchange.write(piece);
      return room;
    },
    end(error, trailers) {
      if (!begun) return form.statusOnly(error, trailers);
      if (converter === undefined) return form.finish(error, trailers);
      converter.end(() => form.finish(error, trailers));
    },
  };
}

function conversion({ form, method }: Inbound, compression: Compression | undefined) {
  return (message: Uint8Array, compressed: boolean) => {
    const converted = form.json ? method.codec.responseToJson(message) : message;
    if (compression === undefined || compressed || converted.length < compressMinBytes) {
      return encodeFrame(compressed ? compressedFlag : 0, converted);
    }
    return compression.compress(converted).then((bytes) => encodeFrame(compressedFlag, bytes));
  };
}

/** Each piece is padded, so that it can be read as soon as it comes. */
function toBase64(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
  return Buffer.from(text, "latin1");
}
