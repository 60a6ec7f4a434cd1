import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Stream, type StreamHost } from "./stream.ts";
import { StreamTable } from "./stream-table.ts";

const host = {} as StreamHost;
const listener = {} as ConstructorParameters<typeof Stream>[1];

function streamOf(id: number): Stream {
  const stream = new Stream(host, listener);
  stream.id = id;
  return stream;
}

test("it has what was added and was not deleted, whatever shares a row", () => {
  // Numbers that lie a multiple of the table's size apart too.
  const id = fc.integer({ min: 0, max: 2_000 }).map((n) => 2 * n + 1);
  fc.assert(
    fc.property(fc.array(fc.tuple(id, fc.boolean()), { maxLength: 300 }), (steps) => {
      const table = new StreamTable();
      const expected = new Map<number, Stream>();
      for (const [number, isAdded] of steps) {
        const known = expected.get(number);
        if (isAdded && known === undefined) {
          const stream = streamOf(number);
          table.add(stream);
          expected.set(number, stream);
        } else if (!isAdded) {
          expect(table.delete(known ?? streamOf(number))).toBe(expected.delete(number));
        }
        expect(table.get(number)).toBe(expected.get(number));
      }
      expect(table.size).toBe(expected.size);
      expect(new Set(table.items())).toEqual(new Set(expected.values()));
    }),
  );
});

test("who was deleted refers to nobody", () => {
  const table = new StreamTable();
  const [older, newer] = [streamOf(1), streamOf(513)];
  for (const stream of [older, newer]) table.add(stream);
  expect(newer.next).toBe(older);
  table.delete(newer);
  expect(newer.next).toBeUndefined();
  expect(table.get(1)).toBe(older);
});
