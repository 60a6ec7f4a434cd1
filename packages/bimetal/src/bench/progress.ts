import type { Output } from "../command.ts";

/** Shows how far the bench is: a bar that is drawn over on a terminal, a line for each step elsewhere. */
export interface Progress {
  show(text: string, done: number): void;
  /** Leaves the terminal as it was found. */
  close(): void;
}

const cells = 24;

/** A progress display on `out`. */
export function createProgress(out: Output): Progress {
  if (!out.isTTY) return { show: (text) => void out.write(`${text}\n`), close: () => undefined };
  return {
    show(text, done) {
      const full = Math.round(done * cells);
      const bar = "█".repeat(full) + "░".repeat(cells - full);
      const line = `${bar} ${String(Math.round(done * 100)).padStart(3)} %  ${text}`;
      out.write(`\r\u001b[2K${line.slice(0, (out.columns ?? 80) - 1)}`);
    },
    close: () => void out.write("\r\u001b[2K"),
  };
}
