import { Code, ConnectError } from "@connectrpc/connect";

/**
 * The caller has not said who it is, or not so that it can be believed. RFC 9110, section 11.6.1, wants a challenge; without
 * one a client does not know what to send.
 */
export function unauthenticated(message: string, challenge: string): ConnectError {
  return new ConnectError(message, Code.Unauthenticated, { "www-authenticate": challenge });
}

/** The challenge for a bearer token that was not believed (RFC 6750, section 3.1). */
export const invalidToken = 'Bearer error="invalid_token"';
