import { promisify } from "node:util";
import * as zlib from "node:zlib";
import { compressionNegotiate } from "@connectrpc/connect/protocol";
import { malformed, requestTooLarge } from "../rpc/errors.ts";

/** A way to make messages smaller. */
export interface Compression {
  readonly name: string;
  compress(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>>;
  /** Rejects with RESOURCE_EXHAUSTED where more than `maxBytes` come out. */
  decompress(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** Smaller answers are not worth the time. */
export const compressMinBytes = 1024;

/** The default of zlib for brotli, 11, takes a hundred times as long as this. */
const brotliQuality = 4;

const gzip = promisify<zlib.InputType, zlib.ZlibOptions, Buffer<ArrayBuffer>>(zlib.gzip);
const gunzip = promisify<zlib.InputType, zlib.ZlibOptions, Buffer<ArrayBuffer>>(zlib.gunzip);
const brotli = promisify<zlib.InputType, zlib.BrotliOptions, Buffer<ArrayBuffer>>(zlib.brotliCompress);
const unbrotli = promisify<zlib.InputType, zlib.BrotliOptions, Buffer<ArrayBuffer>>(zlib.brotliDecompress);

const compressions: Compression[] = [
  {
    name: "gzip",
    compress: (bytes) => gzip(bytes, {}),
    decompress: (bytes, maxBytes) => bounded(bytes, maxBytes, gunzip),
  },
  {
    name: "br",
    compress: (bytes) => brotli(bytes, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: brotliQuality } }),
    decompress: (bytes, maxBytes) => bounded(bytes, maxBytes, unbrotli),
  },
];

/**
 * Reads what a request says about encodings. Throws UNIMPLEMENTED where it uses one that is not known; the error names those that
 * are in the field `acceptField`.
 */
export function negotiateCompression(
  requested: string | undefined,
  accepted: string | undefined,
  acceptField: string,
): { compression: Compression | undefined; answerCompression: Compression | undefined } {
  if (requested === undefined && accepted === undefined) return none;
  const { request, response, error } = compressionNegotiate(
    compressions,
    requested ?? null,
    accepted ?? null,
    acceptField,
  );
  if (error !== undefined) throw error;
  return {
    compression: compressions.find(({ name }) => name === request?.name),
    answerCompression: compressions.find(({ name }) => name === response?.name),
  };
}

const none = { compression: undefined, answerCompression: undefined };

async function bounded(
  bytes: Uint8Array,
  maxBytes: number,
  inflate: (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Buffer<ArrayBuffer>>,
): Promise<Uint8Array<ArrayBuffer>> {
  if (bytes.length === 0) return new Uint8Array(0);
  try {
    return await inflate(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw requestTooLarge(maxBytes);
    throw malformed("the request cannot be decompressed");
  }
}

/** A field of the request that has one value. */
export function textField(value: string | string[] | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
