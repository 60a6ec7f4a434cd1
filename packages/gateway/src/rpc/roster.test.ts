import fc from "fast-check";
import { expect, test } from "vitest";
import { createRoster, type Entry } from "./roster.ts";

test("those that were added and not removed are there", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 20 })), (steps) => {
      const roster = createRoster<number>();
      const wanted = new Map<number, Entry<number>>();
      for (const [i, step] of steps.entries()) {
        const [known] = wanted.keys();
        if (step % 3 > 0 || known === undefined) {
          wanted.set(i, roster.add(i));
        } else {
          const [item, entry] = [...wanted][step % wanted.size] as [number, Entry<number>];
          roster.remove(entry);
          roster.remove(entry);
          wanted.delete(item);
        }
      }
      expect(roster.items().sort((a, b) => a - b)).toEqual([...wanted.keys()]);
      expect(roster.size).toBe(wanted.size);
    }),
  );
});
