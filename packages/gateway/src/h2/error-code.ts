/** Error codes of HTTP/2 (RFC 9113, section 7). */
export const errorCode = {
  noError: 0x0,
  protocolError: 0x1,
  flowControlError: 0x3,
  frameSizeError: 0x6,
  refusedStream: 0x7,
  cancel: 0x8,
  compressionError: 0x9,
  enhanceYourCalm: 0xb,
} as const;

/** The peer broke a rule of which RFC 9113 says that the connection cannot go on (section 5.4.1). */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}
