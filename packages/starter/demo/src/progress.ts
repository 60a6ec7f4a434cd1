import type { Run } from "@workspace/proto/prime_tally/v1/prime_tally_service_pb";

const cells = 24;

/** Shows a run on a terminal as one line that is drawn again, elsewhere as a line for each tenth of the way. */
export function progressTo(output: NodeJS.WriteStream): (run: Run) => void {
  let shown = -1;
  return (run) => {
    const text = describe(run);
    const tenth = Math.floor(share(run) * 10);
    if (output.isTTY) output.write(`\r\u001b[2K${text}${share(run) === 1 ? "\n" : ""}`);
    else if (tenth !== shown) output.write(`${text}\n`);
    shown = tenth;
  };
}

/** How much is done, and what has been found. */
export function describe(run: Run): string {
  const filled = Math.round(share(run) * cells);
  const bar = "█".repeat(filled) + "░".repeat(cells - filled);
  const percent = `${Math.floor(share(run) * 100)} %`.padStart(5);
  return `${bar}  ${percent}  ${run.numbersDone.toLocaleString("en")} numbers  ${run.primes.toLocaleString("en")} primes`;
}

function share({ range, numbersDone }: Run): number {
  const numbers = Number((range?.end ?? 0n) - (range?.begin ?? 0n));
  return numbers === 0 ? 0 : Number(numbersDone) / numbers;
}
