import { mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchFiles } from "./watched-file.ts";

let folder: string;
let path: string;
const failures: string[] = [];
const watchNumber = (file = path) =>
  watchFiles(
    [file],
    () => {
      const number = Number(readFileSync(file, "utf8"));
      if (Number.isNaN(number)) throw new Error("no number");
      return number;
    },
    { onFailure: (reason) => failures.push(reason) },
  );

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  folder = mkdtempSync(join(tmpdir(), "watched-"));
  path = join(folder, "number");
  writeFileSync(path, "1");
  failures.length = 0;
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

test("a file is read again when it has changed, and not before", () => {
  const read = vi.fn(() => readFileSync(path, "utf8"));
  const onChange = vi.fn();
  const watched = watchFiles([path], read, { onChange, onFailure: () => expect.unreachable() });
  vi.advanceTimersByTime(5_000);
  expect(read).toHaveBeenCalledTimes(1);
  writeFileSync(path, "22");
  vi.advanceTimersByTime(5_000);
  expect([watched.value, read.mock.calls.length]).toEqual(["22", 2]);
  expect(onChange.mock.calls).toEqual([["22"]]);
  watched.close();
});

test("what cannot be read leaves the value as it was, and is told once", () => {
  const watched = watchNumber();
  writeFileSync(path, "none at all");
  vi.advanceTimersByTime(5_000);
  expect([watched.value, failures]).toEqual([1, ["no number"]]);
  rmSync(path);
  vi.advanceTimersByTime(5_000);
  expect([watched.value, failures.length]).toEqual([1, 2]);
  writeFileSync(path, "3");
  vi.advanceTimersByTime(1_000);
  expect(watched.value).toBe(3);
  watched.close();
});

test("a link that is swapped for another is a change", () => {
  writeFileSync(join(folder, "other"), "2");
  const link = join(folder, "link");
  symlinkSync(path, link);
  const watched = watchNumber(link);
  symlinkSync(join(folder, "other"), `${link}.new`);
  renameSync(`${link}.new`, link);
  vi.advanceTimersByTime(1_000);
  expect(watched.value).toBe(2);
  watched.close();
});

test("it is read at once when asked, and no more when closed", () => {
  const watched = watchNumber();
  writeFileSync(path, "10");
  watched.reload();
  expect(watched.value).toBe(10);
  watched.close();
  writeFileSync(path, "100");
  vi.advanceTimersByTime(5_000);
  expect(watched.value).toBe(10);
});

test("a file that is wrong from the beginning is an error", () => {
  writeFileSync(path, "x");
  expect(() => watchNumber()).toThrow("no number");
});
