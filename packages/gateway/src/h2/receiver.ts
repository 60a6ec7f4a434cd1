import { connectionWindowBytes, maxHeaderListBytes } from "../upstream/tuning.ts";
import { ConnectionError, errorCode } from "./error-code.ts";
import { flag, frameType, maxUint31, readUint31 } from "./frame.ts";
import type { FrameHandler } from "./frame-reader.ts";
import { type HeaderBlock, HeaderBlocks } from "./header-block.ts";
import { HpackDecoder } from "./hpack/decoder.ts";
import type { Sender } from "./sender.ts";
import { applySettings } from "./settings.ts";
import type { Stream } from "./stream.ts";
import type { Streams } from "./streams.ts";

/** Whom the receiver tells what concerns the connection. */
export interface ReceiverEvents {
  /** The first SETTINGS came: the peer speaks HTTP/2. */
  onReady(): void;
  /** The peer takes no more calls, and has begun none above `lastId`. */
  onGoaway(lastId: number, code: number): void;
}

/** Takes the frames of a peer and holds it to the rules of RFC 9113. What it throws is a {@link ConnectionError}. */
export class Receiver implements FrameHandler {
  readonly #streams: Streams;
  readonly #sender: Sender;
  readonly #events: ReceiverEvents;
  readonly #decoder = new HpackDecoder(maxHeaderListBytes);
  readonly #blocks = new HeaderBlocks();
  #ready = false;
  /** Received, and not granted anew. */
  #received = 0;

  constructor(streams: Streams, sender: Sender, events: ReceiverEvents) {
    this.#streams = streams;
    this.#sender = sender;
    this.#events = events;
  }

  onDataFrame(streamId: number, length: number): void {
    this.#expect(frameType.data, 0, streamId);
    const stream = this.#find(streamId, "DATA");
    this.#received += length;
    // At once, whoever reads, so that it is never used up: only the window of a call is for its reader.
    if (this.#received >= connectionWindowBytes / 2) {
      this.#sender.windowUpdate(0, this.#received);
      this.#received = 0;
    }
    if (stream !== undefined && !stream.receiveFrame(length)) {
      this.#streams.breakOff(stream, errorCode.flowControlError, "the peer sends beyond the window of the call");
    }
  }

  onDataPiece(streamId: number, piece: Buffer): void {
    const stream = this.#streams.get(streamId);
    if (stream?.receiveData(piece) === false)
      this.#malformed(stream, "the peer sends data before the head of its answer");
  }

  onDataEnd(streamId: number): void {
    const stream = this.#streams.get(streamId);
    if (stream?.receiveDataEnd() === false) this.#malformed(stream, "the peer ends an answer that has no head");
  }

  onFrame(type: number, flags: number, streamId: number, source: Buffer, start: number, end: number): void {
    this.#expect(type, flags, streamId);
    const length = end - start;
    switch (type) {
      case frameType.headers:
        this.#find(streamId, "HEADERS");
        this.#onBlock(streamId, this.#blocks.begin(flags, streamId, source, start, end));
        break;
      case frameType.continuation:
        this.#onBlock(streamId, this.#blocks.continue(flags, streamId, source, start, end));
        break;
      case frameType.rstStream: {
        const stream = this.#find(streamId, "RST_STREAM");
        demand(length === 4, errorCode.frameSizeError, "RST_STREAM is not as long as it must be");
        if (stream !== undefined) this.#streams.resetByPeer(stream, source.readUInt32BE(start));
        break;
      }
      case frameType.settings:
        this.#onSettings(flags, streamId, source, start, end);
        break;
      case frameType.pushPromise:
        throw new ConnectionError(errorCode.protocolError, "the peer pushes, which it was told not to");
      case frameType.ping:
        demand(streamId === 0, errorCode.protocolError, "PING is for connections");
        demand(length === 8, errorCode.frameSizeError, "PING is not as long as it must be");
        if ((flags & flag.ack) === 0) {
          this.#sender.ping(flag.ack, source.readUInt32BE(start), source.readUInt32BE(start + 4));
        }
        break;
      case frameType.goaway:
        demand(streamId === 0, errorCode.protocolError, "GOAWAY is for connections");
        demand(length >= 8, errorCode.frameSizeError, "GOAWAY is shorter than it must be");
        this.#events.onGoaway(readUint31(source, start), source.readUInt32BE(start + 4));
        break;
      case frameType.windowUpdate:
        demand(length === 4, errorCode.frameSizeError, "WINDOW_UPDATE is not as long as it must be");
        this.#onWindowUpdate(streamId, readUint31(source, start));
        break;
      // PRIORITY means nothing any more, and what is not known is ignored (RFC 9113, sections 5.3.2 and 5.5).
    }
  }

  /** What may come now: SETTINGS first, and within a block of fields nothing but its continuation. */
  #expect(type: number, flags: number, streamId: number): void {
    if (!this.#ready && (type !== frameType.settings || (flags & flag.ack) !== 0)) {
      throw new ConnectionError(errorCode.protocolError, "the peer does not begin with SETTINGS");
    }
    const { openStream } = this.#blocks;
    if (openStream !== 0 && (type !== frameType.continuation || streamId !== openStream)) {
      throw new ConnectionError(errorCode.protocolError, "a frame comes within a block of fields");
    }
  }

  /** The stream of a frame; undefined where it has closed, in which case what was on its way is ignored. */
  #find(streamId: number, what: string): Stream | undefined {
    const stream = this.#streams.get(streamId);
    if (stream === undefined && this.#streams.isIdle(streamId)) {
      throw new ConnectionError(errorCode.protocolError, `${what} for a stream that was not begun`);
    }
    return stream;
  }

  #onBlock(streamId: number, block: HeaderBlock | undefined): void {
    if (block === undefined) return;
    const fields: string[] = [];
    // Also where nobody wants the fields: the blocks behind them depend on what they do to the table.
    const verdict = this.#decoder.decode(block.source, block.start, block.end, fields);
    const stream = this.#streams.get(streamId);
    if (stream === undefined) return;
    if (verdict === "too large") {
      this.#streams.breakOff(stream, errorCode.enhanceYourCalm, "the fields of the answer are too large");
    } else if (verdict === "malformed" || !stream.receiveFields(fields, block.endStream)) {
      this.#malformed(stream, "the fields of the answer are malformed");
    }
  }

  #malformed(stream: Stream, message: string): void {
    this.#streams.breakOff(stream, errorCode.protocolError, message);
  }

  #onSettings(flags: number, streamId: number, source: Buffer, start: number, end: number): void {
    demand(streamId === 0, errorCode.protocolError, "SETTINGS is for connections");
    if ((flags & flag.ack) !== 0) {
      demand(start === end, errorCode.frameSizeError, "an acknowledgement of SETTINGS has a payload");
      return;
    }
    applySettings(source, start, end, {
      onHeaderTableSize: (size) => this.#sender.setMaxTableSize(size),
      onMaxConcurrentStreams: (count) => this.#streams.setLimit(count),
      onInitialWindowSize: (size) => this.#sender.setInitialWindow(size, this.#streams.items()),
    });
    this.#sender.settingsAck();
    if (this.#ready) return;
    this.#ready = true;
    this.#events.onReady();
  }

  #onWindowUpdate(streamId: number, increment: number): void {
    if (streamId === 0) {
      demand(increment > 0, errorCode.protocolError, "a window is updated by nothing");
      this.#sender.addWindow(increment);
      return;
    }
    const stream = this.#find(streamId, "WINDOW_UPDATE");
    if (stream === undefined) return;
    if (increment === 0) {
      this.#malformed(stream, "the window of the call is updated by nothing");
    } else if (stream.sendWindow + increment > maxUint31) {
      this.#streams.breakOff(stream, errorCode.flowControlError, "the window of the call is larger than 2^31 - 1");
    } else {
      stream.sendWindow += increment;
      this.#sender.schedule(stream);
    }
  }
}

function demand(condition: boolean, code: number, message: string): void {
  if (!condition) throw new ConnectionError(code, message);
}
