import { stripVTControlCharacters } from "node:util";
import type { Output } from "../../command.ts";
import type { ProcessEntry } from "../../derive/processes.ts";
import type { DevEvent } from "../event.ts";
import type { Paint } from "./paint.ts";

/** The block at the bottom of a terminal that says where each component is, as long as one is not ready. */
export interface StatusTable {
  note(event: DevEvent): void;
  /** Takes it away, so that a line can be written. */
  clear(): void;
  draw(): void;
}

interface Row {
  /** By replica, or one for its build. */
  state: Map<number, string>;
  detail: string;
}

/** A table on `out`, which is a terminal. */
export function statusTable(out: Output, processes: readonly ProcessEntry[], paints: Paint): StatusTable {
  const rows = new Map<string, Row>(processes.map(({ name }) => [name, { state: new Map(), detail: "" }]));
  const width = Math.max(...processes.map(({ name }) => name.length));
  let drawn = 0;

  const clear = () => {
    // Up to the first line of the block, and erase from there on.
    if (drawn > 0) out.write(`\u001b[${drawn}A\u001b[0J`);
    drawn = 0;
  };
  const isSettled = ({ state }: Row) => [...state.values()].every((one) => one === "ready");
  const line = ([name, { state, detail }]: [string, Row]) => {
    const states = [...new Set(state.values())].join(", ") || "waiting";
    const style = states === "ready" ? paints.good : states === "failed" ? paints.bad : paints.notice;
    const room = Math.max(0, (out.columns ?? 80) - width - states.length - 6);
    const text = stripVTControlCharacters(detail).slice(0, room);
    return `  ${paints.of(name)(name.padEnd(width))}  ${style(states)}  ${paints.faint(text)}\n`;
  };
  return {
    clear,
    note(event) {
      if (event.type !== "build" && event.type !== "state") return;
      const row = rows.get(event.component);
      if (row === undefined) return;
      if (event.type === "build") {
        // A build of what runs says nothing about the replicas, unless it fails.
        if ([...row.state.keys()].every((index) => index === 0)) row.state.set(0, event.state);
        row.detail = event.text ?? "";
      } else {
        row.state.delete(0);
        row.state.set(event.index, event.state);
        row.detail = event.state === "ready" ? event.address : "";
      }
    },
    draw() {
      clear();
      if ([...rows.values()].every(isSettled)) return;
      for (const row of rows) {
        out.write(line(row));
        drawn++;
      }
    },
  };
}
