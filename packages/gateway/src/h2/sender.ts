import type { Socket } from "node:net";
import type { CallHead } from "../upstream/connection.ts";
import { ConnectionError, errorCode } from "./error-code.ts";
import { flag, frameType, headBytes, maxPayloadBytes, maxUint31, writeHead } from "./frame.ts";
import { HpackEncoder } from "./hpack/encoder.ts";
import { Output } from "./output.ts";
import type { Stream } from "./stream.ts";

const defaultWindow = 65_535;
/** Data beyond it waits in its call, so that the socket never holds more of one call than of another. */
const aheadBytes = 256 * 1024;
/** Answers that a peer may make us owe it while it reads nothing; a well-behaved one is far below. */
const maxUnreadReplies = 1_000;

const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");

/** What goes out on a connection: frames of one turn of the event loop in one write, and data as the windows allow, in turn. */
export class Sender {
  readonly #socket: Socket;
  readonly #output: Output;
  readonly #encoder = new HpackEncoder();
  readonly #pseudo: readonly [scheme: string, authority: string];
  #ready: Stream[] = [];
  #window = defaultWindow;
  #initialWindow = defaultWindow;
  #flushing = false;
  /** The socket holds as much as it should. */
  #full = false;
  #unreadReplies = 0;
  #lastHeaders = 0;
  #lastFlushed = 0;

  constructor(socket: Socket, scheme: string, authority: string) {
    this.#socket = socket;
    this.#output = new Output(socket);
    this.#pseudo = [scheme, authority];
    socket.on("drain", () => {
      this.#full = false;
      this.#unreadReplies = 0;
      this.flush();
    });
  }

  /** No stream above it has left the process. */
  get lastFlushed(): number {
    return this.#lastFlushed;
  }

  preface(settings: readonly (readonly [id: number, value: number])[], connectionWindow: number): void {
    this.#output.piece(preface, 0, preface.length);
    this.#output.head(settings.length * 6, frameType.settings, 0, 0);
    for (const [id, value] of settings) {
      const { block, at } = this.#output.reserve(6);
      this.#output.commit(block.writeUInt32BE(value, block.writeUInt16BE(id, at)));
    }
    this.windowUpdate(0, connectionWindow - defaultWindow);
  }

  open(stream: Stream, head: CallHead): void {
    const [scheme, authority] = this.#pseudo;
    let most = HpackEncoder.blockOverhead + authority.length + head.path.length + 4 * HpackEncoder.fieldOverhead;
    for (const text of head.fields) most += text.length + HpackEncoder.fieldOverhead;
    const { block, at } = this.#output.reserve(headBytes + most);
    const encoder = this.#encoder;
    const start = at + headBytes;
    let end = encoder.begin(block, start);
    end = encoder.field(block, end, ":method", "POST");
    end = encoder.field(block, end, ":scheme", scheme);
    end = encoder.field(block, end, ":path", head.path);
    end = encoder.field(block, end, ":authority", authority);
    for (let i = 0; i + 1 < head.fields.length; i += 2) {
      end = encoder.field(block, end, head.fields[i] as string, head.fields[i + 1] as string);
    }
    if (end - start <= maxPayloadBytes) {
      writeHead(block, at, end - start, frameType.headers, flag.endHeaders, stream.id);
      this.#output.commit(end);
    } else {
      this.#split(Buffer.from(block.subarray(start, end)), stream.id);
    }
    this.#lastHeaders = stream.id;
    stream.sendWindow = this.#initialWindow;
    this.#flushSoon();
    this.schedule(stream);
  }

  #split(block: Buffer, streamId: number): void {
    for (let at = 0; at < block.length; at += maxPayloadBytes) {
      const end = Math.min(at + maxPayloadBytes, block.length);
      const type = at === 0 ? frameType.headers : frameType.continuation;
      this.#output.head(end - at, type, end === block.length ? flag.endHeaders : 0, streamId);
      this.#output.piece(block, at, end);
    }
  }

  /** A stream may have something to send, or may send again what it has. */
  schedule(stream: Stream): void {
    if (stream.scheduled || (stream.sending.bytes === 0 && !stream.sending.ended)) return;
    this.#flushSoon();
    stream.scheduled = true;
    this.#ready.push(stream);
  }

  reset(streamId: number, code: number): void {
    this.#output.frame(frameType.rstStream, 0, streamId, code);
    this.#flushSoon();
  }

  windowUpdate(streamId: number, increment: number): void {
    this.#output.frame(frameType.windowUpdate, 0, streamId, increment);
    this.#flushSoon();
  }

  settingsAck(): void {
    this.#reply();
    this.#output.frame(frameType.settings, flag.ack, 0);
  }

  ping(flags: number, high: number, low: number): void {
    if (flags === flag.ack) this.#reply();
    this.#output.frame(frameType.ping, flags, 0, high, low);
    this.#flushSoon();
  }

  goaway(code: number): void {
    this.#output.frame(frameType.goaway, 0, 0, 0, code);
    this.flush();
  }

  /** A peer that only asks and never reads would fill the memory. */
  #reply(): void {
    this.#flushSoon();
    if (this.#full && ++this.#unreadReplies > maxUnreadReplies) {
      throw new ConnectionError(errorCode.enhanceYourCalm, "the peer does not read the answers that it asks for");
    }
  }

  setMaxTableSize(size: number): void {
    this.#encoder.setMaxTableSize(size);
  }

  /** Takes over SETTINGS_INITIAL_WINDOW_SIZE, which changes the window of each stream by the difference (RFC 9113, section 6.9.2). */
  setInitialWindow(size: number, streams: readonly Stream[]): void {
    const difference = size - this.#initialWindow;
    this.#initialWindow = size;
    for (const stream of streams) {
      if (stream.sendWindow + difference > maxUint31) throw windowOverflow();
      stream.sendWindow += difference;
      this.schedule(stream);
    }
  }

  addWindow(increment: number): void {
    this.#window += increment;
    if (this.#window > maxUint31) throw windowOverflow();
    if (this.#ready.length > 0) this.#flushSoon();
  }

  #flushSoon(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    // Behind all sockets that are readable now: so what they ask for goes out together.
    setImmediate(() => this.flush());
  }

  /** Hands to the socket what there is. */
  flush(): void {
    this.#flushing = false;
    if (!this.#socket.writable) return;
    this.#sendData();
    this.#lastFlushed = this.#lastHeaders;
    if (!this.#output.flush()) this.#full = true;
    else if (this.#ready.length > 0 && this.#window > 0) this.#flushSoon();
  }

  /** One frame of each stream in turn, until all are out of data or window. */
  #sendData(): void {
    let waiting = this.#ready;
    while (waiting.length > 0 && !this.#full && this.#output.bytes < aheadBytes) {
      this.#ready = [];
      for (const stream of waiting) {
        stream.scheduled = false;
        if (!this.#sendFrame(stream) || stream.scheduled) continue;
        stream.scheduled = true;
        this.#ready.push(stream);
      }
      // Nobody moves while the connection's window is closed.
      if (this.#window <= 0) break;
      waiting = this.#ready;
    }
  }

  /** Returns whether the stream has more that it may send, or could but for the window of the connection. */
  #sendFrame(stream: Stream): boolean {
    const { sending } = stream;
    if (stream.endSent || (sending.bytes === 0 && !sending.ended)) return false;
    const allowed = Math.max(0, Math.min(sending.bytes, stream.sendWindow, maxPayloadBytes));
    const length = Math.min(allowed, Math.max(0, this.#window));
    if (length === 0 && sending.bytes > 0) return allowed > 0;
    const isLast = sending.ended && length === sending.bytes;
    this.#output.head(length, frameType.data, isLast ? flag.endStream : 0, stream.id);
    sending.moveTo(this.#output, length);
    stream.sendWindow -= length;
    this.#window -= length;
    stream.endSent = isLast;
    stream.sent();
    return !isLast;
  }
}

function windowOverflow(): ConnectionError {
  return new ConnectionError(errorCode.flowControlError, "a window is larger than 2^31 - 1");
}
