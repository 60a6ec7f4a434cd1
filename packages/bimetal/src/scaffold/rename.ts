import { type Casings, casings } from "./names.ts";

/** Turns what one name has named into what another one does. */
export interface Renaming {
  readonly from: string;
  readonly to: string;
}

/**
 * Renames in texts, file names included: every casing of a name becomes the same casing of the other. Names with two parts and more
 * are told apart in all their casings, which is why the starter's have two.
 */
export function renamer(renamings: readonly Renaming[]): (text: string) => string {
  const replacements = new Map<string, string>();
  for (const { from, to } of renamings) {
    const [before, after] = [casings(from), casings(to)];
    for (const casing of Object.keys(before) as (keyof Casings)[]) replacements.set(before[casing], after[casing]);
  }
  if (replacements.size === 0) return (text) => text;
  const any = new RegExp([...replacements.keys()].sort((a, b) => b.length - a.length).join("|"), "g");
  return (text) => text.replace(any, (found) => replacements.get(found) ?? found);
}
