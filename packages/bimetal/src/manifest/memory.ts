const units: Readonly<Record<string, number>> = { k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** The bytes of an amount such as `256m`. The units `k`, `m` and `g` are powers of 1024. */
export function memoryBytes(amount: string): number {
  const [, digits, unit] = /^([1-9][0-9]*)([kmg])$/.exec(amount) ?? [];
  const factor = units[unit ?? ""];
  if (factor === undefined) throw new Error(`not an amount of memory: ${amount}`);
  return Number(digits) * factor;
}
