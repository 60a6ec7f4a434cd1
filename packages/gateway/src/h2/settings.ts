import { callWindowBytes, maxHeaderListBytes } from "../upstream/tuning.ts";
import { ConnectionError, errorCode } from "./error-code.ts";
import { maxUint31 } from "./frame.ts";

/** Settings of HTTP/2 (RFC 9113, section 6.5.2). */
const setting = {
  headerTableSize: 0x1,
  enablePush: 0x2,
  maxConcurrentStreams: 0x3,
  initialWindowSize: 0x4,
  maxFrameSize: 0x5,
  maxHeaderListSize: 0x6,
} as const;

/** What this side tells its peer. */
export const ownSettings: readonly (readonly [id: number, value: number])[] = [
  [setting.enablePush, 0],
  [setting.initialWindowSize, callWindowBytes],
  [setting.maxHeaderListSize, maxHeaderListBytes],
];

/** What a peer may set. */
export interface SettingsTarget {
  onHeaderTableSize(size: number): void;
  onMaxConcurrentStreams(count: number): void;
  onInitialWindowSize(size: number): void;
}

/** Applies the payload of a SETTINGS frame in its order. Throws {@link ConnectionError} where a value is not allowed. */
export function applySettings(source: Buffer, start: number, end: number, target: SettingsTarget): void {
  if ((end - start) % 6 !== 0) throw new ConnectionError(errorCode.frameSizeError, "SETTINGS has a torn entry");
  for (let at = start; at < end; at += 6) apply(source.readUInt16BE(at), source.readUInt32BE(at + 2), target);
}

function apply(id: number, value: number, target: SettingsTarget): void {
  switch (id) {
    case setting.headerTableSize:
      target.onHeaderTableSize(value);
      break;
    case setting.enablePush:
      if (value !== 0) throw new ConnectionError(errorCode.protocolError, "a server must not enable push");
      break;
    case setting.maxConcurrentStreams:
      target.onMaxConcurrentStreams(value);
      break;
    case setting.initialWindowSize:
      if (value > maxUint31) throw new ConnectionError(errorCode.flowControlError, "the initial window is too large");
      target.onInitialWindowSize(value);
      break;
    case setting.maxFrameSize:
      // Any allowed size is one that this side's frames keep to.
      if (value < 16_384 || value > 16_777_215) {
        throw new ConnectionError(errorCode.protocolError, "the size of frames is out of its range");
      }
      break;
  }
}
