import { pingIntervalMs, pingTimeoutMs } from "../upstream/tuning.ts";

/** Watches whether a peer lives. */
export interface Keepalive {
  /** Something came from it. */
  heard(): void;
  stop(): void;
}

/** Asks a peer that was silent for 10 s for a sign of life; one that gives none within 5 s is gone, though TCP may take minutes to tell. */
export function createKeepalive(ping: () => void, onSilence: () => void): Keepalive {
  let silent = true;
  let deadline: NodeJS.Timeout | undefined;
  const timer = setInterval(() => {
    if (silent && deadline === undefined) {
      ping();
      deadline = setTimeout(onSilence, pingTimeoutMs).unref();
    }
    silent = true;
  }, pingIntervalMs).unref();

  return {
    heard() {
      silent = false;
      if (deadline === undefined) return;
      clearTimeout(deadline);
      deadline = undefined;
    },
    stop() {
      clearInterval(timer);
      clearTimeout(deadline);
    },
  };
}
