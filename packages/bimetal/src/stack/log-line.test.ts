import { expect, test } from "vitest";
import { parseLogLine, textOf } from "./log-line.ts";

test.each([
  [
    '{"time":"2026-01-02T03:04:05.678901Z","level":"info","msg":"listening","component":"x","address":"127.0.0.1:1"}',
    "03:04:05.678 INFO  listening address=127.0.0.1:1",
  ],
  [
    '{"level":"error","msg":"no","reason":"two words","count":2,"list":[1]}',
    'ERROR no reason="two words" count=2 list=[1]',
  ],
  ["LOG:  starting", "LOG:  starting"],
  ['{"cut off', '{"cut off'],
  ['{"other":1}', '{"other":1}'],
])("%s", (line, text) => {
  expect(textOf(parseLogLine(line))).toBe(text);
});
