/** Whether pages of an origin may call. */
export type OriginMatcher = (origin: string) => boolean;

/** `https://*.example.com`: the star stands for one or more labels, and at least two stand behind it, so that no whole top level is let in. */
const pattern = /^(https?:\/\/)\*((?:\.[a-z0-9-]+){2,}(?::\d{1,5})?)$/;

/**
 * What is wrong with an entry of a list of origins; undefined where nothing is. An entry is an origin (RFC 6454, section 6.2)
 * such as `https://example.com`, a pattern such as `https://*.example.com`, or `*`.
 */
export function originProblem(entry: string): string | undefined {
  if (entry === "*") return undefined;
  if (pattern.test(entry)) return URL.canParse(entry.replace("*", "a")) ? undefined : "has a port that there is not";
  if (/^https?:\/\/[^*]+$/.test(entry) && URL.canParse(entry) && new URL(entry).origin === entry) return undefined;
  return "must be an origin such as https://example.com, a pattern such as https://*.example.com, or *";
}

/** Makes the matcher of a list whose entries have no {@link originProblem}. The origin `null` is matched by `*` alone. */
export function createOriginMatcher(entries: readonly string[]): OriginMatcher {
  if (entries.includes("*")) return () => true;
  const exact = new Set(entries);
  const patterns = entries.flatMap((entry) => {
    const [, scheme = "", rest = ""] = pattern.exec(entry) ?? [];
    return rest === "" ? [] : [new RegExp(`^${scheme}(?:[a-z0-9_-]+\\.)*[a-z0-9_-]+${rest.replaceAll(".", "\\.")}$`)];
  });
  return (origin) => exact.has(origin) || patterns.some((one) => one.test(origin));
}
