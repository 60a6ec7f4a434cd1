import { statSync } from "node:fs";

/** What was read from files, for as long as nothing newer could be read. */
export interface Watched<T> {
  readonly value: T;
  /** Reads again at once, for example on SIGHUP. */
  reload(): void;
  /** Ends the watching; the value stays. */
  close(): void;
}

/** Hears of changes. */
export interface WatchListener<T> {
  /** A new value was read. */
  onChange?(value: T): void;
  /** The files changed to something that cannot be read; the value stays what it was. */
  onFailure(reason: string): void;
}

/**
 * Files are looked at rather than listened to: mounted secrets are swapped by a symbolic link somewhere above them, which
 * notifications of the file system miss.
 */
const intervalMs = 1_000;

/** Reads files, and reads them again within a second of a change. Throws what `read` throws the first time. */
export function watchFiles<T>(paths: readonly string[], read: () => T, listener: WatchListener<T>): Watched<T> {
  // Taken before the files are read, so that a change meanwhile is seen as one.
  let seen = signatureOf(paths);
  let value = read();
  const reload = () => {
    seen = signatureOf(paths);
    try {
      value = read();
    } catch (error) {
      return listener.onFailure(error instanceof Error ? error.message : String(error));
    }
    listener.onChange?.(value);
  };
  const timer = setInterval(() => {
    if (signatureOf(paths) !== seen) reload();
  }, intervalMs).unref();
  return {
    get value() {
      return value;
    },
    reload,
    close: () => clearInterval(timer),
  };
}

function signatureOf(paths: readonly string[]): string {
  return paths.map(signature).join();
}

function signature(path: string): string {
  try {
    const { mtimeNs, ino, size } = statSync(path, { bigint: true });
    return `${mtimeNs}/${ino}/${size}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "unknown";
  }
}
