import { expect, test } from "vitest";
import type { Health } from "./health-check.ts";
import type { Member } from "./member.ts";
import { pickMember, rankMembers } from "./pick.ts";

/** As much of a member as choosing needs. */
function member(address: string, options: { health?: Health; ejected?: boolean; load?: number } = {}): Member {
  const { health = "serving", ejected = false, load = 0 } = options;
  return { address, health, load, outlier: { ejected } } as Member;
}

const addresses = (members: readonly Member[], times = 200) => {
  const ranked = rankMembers(members);
  return new Set(Array.from({ length: times }, () => pickMember(ranked, undefined)?.address));
};

test("of addresses that serve all are chosen", () => {
  expect(addresses([member("a"), member("b"), member("c")])).toEqual(new Set(["a", "b", "c"]));
});

test("of two the less loaded is chosen, so that the most loaded of all never is", () => {
  expect(addresses([member("a", { load: 1 }), member("b", { load: 2 })])).toEqual(new Set(["a"]));
  const three = [member("a", { load: 9 }), member("b", { load: 1 }), member("c", { load: 2 })];
  expect(addresses(three)).toEqual(new Set(["b", "c"]));
});

test.each([
  ["one that serves", "one that was not asked yet", member("a"), member("b", { health: "unknown" })],
  [
    "one that was not asked yet",
    "one that was ejected",
    member("a", { health: "unknown" }),
    member("b", { ejected: true }),
  ],
  ["one that was ejected", "one that says no", member("a", { ejected: true }), member("b", { health: "not serving" })],
  [
    "one that says no",
    "an unreachable one",
    member("a", { health: "not serving" }),
    member("b", { health: "unreachable" }),
  ],
])("%s is better than %s", (_, __, better, worse) => {
  expect(addresses([worse, better])).toEqual(new Set(["a"]));
});

test("an unreachable address is chosen where there is no other, but not again for the same call", () => {
  const [a, b] = [member("a", { health: "unreachable" }), member("b", { health: "unreachable" })];
  const ranked = rankMembers([a, b]);
  expect(pickMember(ranked, { unreachable: [a] })).toBe(b);
  expect(pickMember(ranked, { unreachable: [a, b] })).toBeUndefined();
});

test("who has refused a call gets it again only where nobody else is as good", () => {
  const [a, b] = [member("a"), member("b", { load: 50 })];
  expect(pickMember(rankMembers([a, b]), { unreachable: [], refusedBy: a })).toBe(b);
  const worse = member("c", { health: "not serving" });
  expect(pickMember(rankMembers([a, worse]), { unreachable: [], refusedBy: a })).toBe(a);
});

test("of nobody nobody is chosen", () => {
  expect(pickMember(rankMembers([]), undefined)).toBeUndefined();
});
