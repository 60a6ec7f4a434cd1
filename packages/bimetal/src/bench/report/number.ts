/** A number for people: three digits, with a thousands' separator where it is large. */
export function shown(value: number): string {
  if (!Number.isFinite(value)) return "-";
  const size = Math.abs(value);
  if (size >= 1e9) return `${trimmed(value / 1e9)} G`;
  if (size >= 1e6) return `${trimmed(value / 1e6)} M`;
  if (size >= 1000) return Math.round(value).toLocaleString("en");
  return trimmed(value);
}

/** A round number, such as an axis has, without digits that say nothing. */
export function roundNumber(value: number): string {
  const plain = (part: number) => part.toLocaleString("en", { maximumSignificantDigits: 3 });
  return Math.abs(value) >= 1e6 ? `${plain(value / 1e6)} M` : plain(value);
}

function trimmed(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 100) return value.toFixed(0);
  if (size >= 10) return value.toFixed(1);
  return size >= 1 ? value.toFixed(2) : value.toPrecision(2);
}
