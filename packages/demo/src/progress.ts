import type { WriteStream } from "node:tty";
import { styleText } from "node:util";
import { type Valuation, Valuation_State } from "@workspace/proto/risk/v1/valuation_pb";
import { stateName } from "./report.ts";

/** Shows how a valuation goes. */
export interface Progress {
  show(valuation: Valuation): void;
  /** Leaves what was shown, and the cursor on a line of its own. */
  end(): void;
}

/** Half the width of the 95 % interval of a normal distribution, in standard errors. */
const INTERVAL = 1.96;
const BAR_CELLS = 24;
/** Where there is no terminal, a line at each tenth of the way. */
const STEPS = 10;

/**
 * On a terminal: one line, drawn again and again. Elsewhere: some lines, or none where `quiet`.
 */
export function progressTo(output: NodeJS.WriteStream, quiet: boolean): Progress {
  if (output.isTTY) return new Line(output);
  return quiet ? { show: () => undefined, end: () => undefined } : new Log(output);
}

/** Done and planned, the estimate, and the interval that narrows. */
export function describe({ state, progress, result }: Valuation): string {
  const done = Number(progress?.pathsDone ?? 0n);
  const planned = Number(progress?.pathsPlanned ?? 0n);
  const share = planned === 0 ? 0 : Math.min(1, done / planned);
  const filled = Math.round(share * BAR_CELLS);
  const bar = "█".repeat(filled) + "░".repeat(BAR_CELLS - filled);
  const parts = [bar, `${Math.floor(share * 100)} %`.padStart(5), `${done.toLocaleString("en")} paths`];
  const total = result?.total;
  if (total !== undefined) parts.push(`${total.value.toFixed(2)} ± ${(INTERVAL * total.standardError).toFixed(2)}`);
  const tail = result?.lossDistribution?.tails.at(-1);
  if (tail !== undefined) parts.push(`value at risk ${tail.valueAtRisk.toFixed(2)}`);
  if (state !== Valuation_State.RUNNING) parts.push(stateName(state).toLowerCase());
  return parts.join("  ");
}

class Line implements Progress {
  readonly #output: WriteStream;
  #drawn = false;

  constructor(output: NodeJS.WriteStream) {
    this.#output = output as WriteStream;
  }

  show(valuation: Valuation): void {
    const text = describe(valuation).slice(0, Math.max(1, (this.#output.columns || 80) - 1));
    this.#output.write(`\r\x1b[2K${styleText("cyan", text, { stream: this.#output })}`);
    this.#drawn = true;
  }

  end(): void {
    if (this.#drawn) this.#output.write("\n");
  }
}

class Log implements Progress {
  readonly #output: NodeJS.WriteStream;
  #shown = "";

  constructor(output: NodeJS.WriteStream) {
    this.#output = output;
  }

  show(valuation: Valuation): void {
    const { pathsDone = 0n, pathsPlanned = 0n } = valuation.progress ?? {};
    const step = pathsPlanned === 0n ? 0n : (pathsDone * BigInt(STEPS)) / pathsPlanned;
    const here = `${valuation.state} ${step}`;
    if (here === this.#shown) return;
    this.#shown = here;
    this.#output.write(`${describe(valuation)}\n`);
  }

  end(): void {}
}
