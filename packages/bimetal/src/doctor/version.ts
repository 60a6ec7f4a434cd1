/** The numbers of the first version in a text: [1, 26, 4] of `go version go1.26.4 linux/amd64`; undefined without one. */
export function versionIn(text: string): number[] | undefined {
  const found = /\d+(\.\d+)+|\d+/.exec(text)?.[0];
  return found?.split(".").map(Number);
}

/** Whether `version` is `wanted` or later; numbers that `wanted` does not say may be any. */
export function isAtLeast(version: readonly number[], wanted: readonly number[]): boolean {
  for (const [index, number] of wanted.entries()) {
    const own = version[index] ?? 0;
    if (own !== number) return own > number;
  }
  return true;
}
