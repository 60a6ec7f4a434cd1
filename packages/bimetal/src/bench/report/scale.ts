/** Where a value lies on an axis, from 0 to 1, and which values are written there. */
export interface Scale {
  at(value: number): number;
  readonly ticks: readonly number[];
}

/** An axis from 0 that holds all values. */
export function linearScale(values: readonly number[]): Scale {
  const most = Math.max(...values.filter(Number.isFinite), 0) || 1;
  const step = niceStep(most / 4);
  const end = Math.ceil(most / step - 1e-9) * step;
  const ticks = Array.from({ length: Math.round(end / step) + 1 }, (_, i) => i * step);
  return { at: (value) => Math.min(1, Math.max(0, value / end)), ticks };
}

/** An axis of powers of ten that holds all values above 0; of less than two of them, with twos and fives too. */
export function logScale(values: readonly number[]): Scale {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value));
  const [least, most] = positive.length === 0 ? [1, 10] : [Math.min(...positive), Math.max(...positive)];
  const steps = most / least > 100 ? [1] : [1, 2, 5];
  const all: number[] = [];
  for (let power = Math.floor(Math.log10(least)) - 1; power <= Math.ceil(Math.log10(most)) + 1; power++) {
    all.push(...steps.map((step) => step * 10 ** power));
  }
  const begin = all.filter((tick) => tick <= least * 1.0001).at(-1) ?? least;
  const end = all.find((tick) => tick >= most * 0.9999 && tick > begin) ?? most;
  const width = Math.log(end / begin);
  return {
    at: (value) => (value > 0 ? Math.min(1, Math.max(0, Math.log(value / begin) / width)) : 0),
    ticks: all.filter((tick) => tick >= begin * 0.9999 && tick <= end * 1.0001),
  };
}

/** The next 1, 2 or 5 times a power of ten. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5].find((step) => step * power >= least * 0.9999) ?? 10) * power;
}
