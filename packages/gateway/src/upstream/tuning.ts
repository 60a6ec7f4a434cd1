/**
 * How much a peer may send ahead of us. Per call it bounds the memory that a slow reader costs; the connection's own
 * window (64 KiB by default) must be far larger, or one slow reader would hold up all others.
 */
export const callWindowBytes = 256 * 1024;
export const connectionWindowBytes = 16 * 2 ** 20;

/** How much a call may have written that the peer has no window for, before its writer is told to wait. */
export const writeAheadBytes = 64 * 1024;

/** Idle connections are asked too, so that a call does not meet one that a firewall has forgotten. */
export const pingIntervalMs = 10_000;
export const pingTimeoutMs = 5_000;

/** The fields of an answer may take so much; what gRPC allows by default is a fourth of it. */
export const maxHeaderListBytes = 64 * 1024;
