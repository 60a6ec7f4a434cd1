import { shownLines } from "../../stack/error.ts";
import { type LogLine, textOf } from "../../stack/log-line.ts";
import { describeExit } from "../../stack/replica.ts";
import type { DevEvent } from "../event.ts";
import { type Paint, paint } from "./paint.ts";
import { statusTable } from "./status.ts";
import type { View, ViewOptions } from "./view.ts";

/** Levels that a component's log shows even when it should be quiet. */
const loud = new Set(["warn", "error"]);

/** Text for people: logs with their component's name before them, and what becomes of each component. */
export function textView({ out, processes, color }: ViewOptions): View {
  const paints = paint(
    processes.map(({ name }) => name),
    color,
  );
  const several = (component: string) => (processes.find(({ name }) => name === component)?.replicas ?? 1) > 1;
  const width = Math.max(...processes.map(({ name }) => name.length + (several(name) ? 2 : 0)));
  const table = out.isTTY ? statusTable(out, processes, paints) : undefined;
  const recent = new Map<string, LogLine[]>();
  const states = new Map<string, string>();
  let isQuiet = false;
  let kept: string[] = [];

  const print = (text: string) => {
    table?.clear();
    out.write(`${text}\n`);
    table?.draw();
  };
  const prefixed = (component: string, index: number, text: string) => {
    const name = several(component) ? `${component}.${index}` : component;
    return `${paints.of(component)(name.padEnd(width))} ${paints.faint("|")} ${text}`;
  };
  const log = (component: string, index: number, line: LogLine) => {
    const key = `${component} ${index}`;
    recent.set(key, [...(recent.get(key) ?? []).slice(1 - shownLines), line]);
    const text = prefixed(component, index, paintLevel(paints, line));
    if (!isQuiet) print(text);
    else if (loud.has(line.level ?? "")) kept.push(text);
  };
  const died = (key: string, how: string) => {
    const lines = (recent.get(key) ?? []).map((line) => `    ${textOf(line)}`);
    print(paints.bad(`${key} died (${how}); its last lines:`));
    print(lines.length > 0 ? lines.join("\n") : "    it has logged nothing");
  };
  const show = (event: DevEvent) => {
    table?.note(event);
    switch (event.type) {
      case "log":
        log(event.component, event.index, event.line);
        break;
      case "state": {
        const key = `${event.component} ${event.index}`;
        const was = states.get(key);
        states.set(key, event.state);
        // One that dies while it starts is told of, with its lines, by who started it.
        if (event.unexpected && event.exit && was === "ready") died(key, describeExit(event.exit));
        else if (table === undefined)
          print(`${key} ${event.state}${event.state === "ready" ? ` on ${event.address}` : ""}`);
        else table.draw();
        break;
      }
      case "build":
        if (event.state === "failed") {
          print(paints.bad(`${event.component} could not be built:`));
          print((event.output ?? []).map((line) => `    ${line}`).join("\n"));
        } else if (table === undefined && event.text === undefined) print(`${event.component} ${event.state}`);
        else table?.draw();
        break;
      case "changed":
        print(`${event.files.slice(0, 3).join(", ")} changed: building ${event.components.join(", ")}`);
        break;
      case "notice":
        print(paints.notice(event.message));
        break;
      case "ready":
        print(paints.good(event.gateway === undefined ? "ready" : `ready: ${event.gateway}`));
        break;
    }
  };
  return {
    show,
    say: print,
    quiet(on) {
      isQuiet = on;
      if (on) return;
      for (const text of kept) print(text);
      kept = [];
    },
    close: () => table?.clear(),
  };
}

function paintLevel(paints: Paint, line: LogLine): string {
  const text = textOf(line);
  if (line.level === "error") return paints.bad(text);
  return line.level === "warn" ? paints.notice(text) : text;
}
