/** The number of primes up to 10^n, from https://oeis.org/A006880. */
const published = [
  0n,
  4n,
  25n,
  168n,
  1_229n,
  9_592n,
  78_498n,
  664_579n,
  5_761_455n,
  50_847_534n,
  455_052_511n,
  4_118_054_813n,
];

/** How many primes there are up to a limit; undefined where it is no power of ten. */
export function publishedCount(limit: bigint): bigint | undefined {
  return published.find((_, n) => 10n ** BigInt(n) === limit);
}
