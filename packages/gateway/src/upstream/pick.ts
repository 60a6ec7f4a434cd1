import type { Member } from "./member.ts";

/** Groups the addresses that may get calls, the best first. */
export function rankMembers(members: readonly Member[]): readonly (readonly Member[])[] {
  const ranks: Member[][] = [[], [], [], [], []];
  for (const member of members) ranks[rankOf(member)]?.push(member);
  return ranks.filter((rank) => rank.length > 0);
}

function rankOf({ health, outlier }: Member): number {
  switch (health) {
    case "serving":
      return outlier.ejected ? 2 : 0;
    case "unknown":
      return outlier.ejected ? 2 : 1;
    case "not serving":
      return 3;
    case "unreachable":
      return 4;
  }
}

/** Which members a call has tried. */
export interface Tried {
  /** No connection could be made to them: they are left out. */
  readonly unreachable: readonly Member[];
  /** It did not begin the call: it gets it again only where nobody of its rank is left. */
  readonly refusedBy?: Member | undefined;
}

/** The less loaded of two random members of the best rank, which balances nearly as well as asking all of them. */
export function pickMember(ranked: readonly (readonly Member[])[], tried: Tried | undefined): Member | undefined {
  for (const rank of ranked) {
    const choices = tried === undefined ? rank : untried(rank, tried);
    const first = Math.floor(Math.random() * choices.length);
    const other = (first + 1 + Math.floor(Math.random() * (choices.length - 1))) % choices.length;
    const [one, two] = [choices[first], choices[other]];
    if (one === undefined || two === undefined) continue;
    return two.load < one.load ? two : one;
  }
  return undefined;
}

function untried(rank: readonly Member[], { unreachable, refusedBy }: Tried): readonly Member[] {
  const reachable = rank.filter((member) => !unreachable.includes(member));
  const others = reachable.filter((member) => member !== refusedBy);
  return others.length > 0 ? others : reachable;
}
