// RFC 9110, section 5.6.2, without upper case (RFC 9113, section 8.2.1); a pseudo-header field begins with a colon.
const name = /^:?[!#$%&'*+\-.^_`|~0-9a-z]+$/;
// Neither NUL, CR, LF and the like, which would smuggle a field where it is written to HTTP/1.1.
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it looks for
const badValue = /[\0-\x08\n-\x1f\x7f]/;
// What speaks of a connection of HTTP/1.1 (RFC 9113, section 8.2.2).
const ofConnection = new Set(["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"]);

/** Whether it may be the name of a field in HTTP/2. */
export function isValidName(text: string): boolean {
  return name.test(text) && !ofConnection.has(text);
}

/** Whether it may be the value of a field. */
export function isValidValue(text: string): boolean {
  return !badValue.test(text);
}
