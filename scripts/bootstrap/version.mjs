/** The numbers of the first version in a text, such as [1, 26, 4] of "go version go1.26.4 linux/amd64"; undefined without one. */
export function versionIn(text) {
  const found = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return found === null ? undefined : found.slice(1).map((part) => Number(part ?? 0));
}

/** Whether `version` is `wanted` or later; numbers that `wanted` does not say may be any. */
export function atLeast(version, wanted) {
  for (const [index, number] of wanted.entries()) {
    const own = version[index] ?? 0;
    if (own !== number) return own > number;
  }
  return true;
}
