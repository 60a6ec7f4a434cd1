import type { Chart, Point, Series } from "../row.ts";
import { escaped } from "./escaped.ts";
import { roundNumber, shown } from "./number.ts";
import { linearScale, logScale, type Scale } from "./scale.ts";

const width = 720;
const room = { left: 76, right: 20, top: 12, bottom: 52 };
const lineHeight = 320;
const barHeight = 30;

/** Told apart without colours too: by the dashes of lines, and by names beside bars. */
const dashes = ["", "7 4", "2 4", "10 3 2 3"];

/** A chart as an SVG whose colours the page's style decides, for light, dark and paper. */
export function drawChart(chart: Chart): string {
  return chart.kind === "bars" ? drawBars(chart) : drawLines(chart);
}

function drawBars({ title, x, y, series }: Chart): string {
  const points = series.flatMap(({ points }, index) => points.map((point) => ({ point, index })));
  const scale = linearScale(points.flatMap(({ point }) => [point.y, point.high]));
  const left = 190;
  const across = (value: number) => left + scale.at(value) * (width - left - 90);
  const height = room.top + points.length * barHeight + 46;
  const bottom = room.top + points.length * barHeight;
  const grid = scale.ticks.map(
    (tick) =>
      `<line class="grid" x1="${round(across(tick))}" x2="${round(across(tick))}" y1="${room.top}" y2="${bottom}"/>` +
      `<text class="tick" x="${round(across(tick))}" y="${bottom + 16}" text-anchor="middle">${roundNumber(tick)}</text>`,
  );
  const bars = points.map(({ point, index }, row) => {
    const top = room.top + row * barHeight + 6;
    const middle = top + (barHeight - 12) / 2;
    return (
      `<text x="${left - 8}" y="${middle + 4}" text-anchor="end">${escaped(String(point.x))}</text>` +
      `<rect class="fill s${index % dashes.length}" x="${left}" y="${top}" width="${round(across(point.y) - left)}" height="${barHeight - 12}"/>` +
      `<line class="whisker" x1="${round(across(point.low))}" x2="${round(across(point.high))}" y1="${middle}" y2="${middle}"/>` +
      `<text x="${round(across(Math.max(point.y, point.high)) + 6)}" y="${middle + 4}">${shown(point.y)}</text>`
    );
  });
  const axis = `<text class="axis" x="${(left + width - 90) / 2}" y="${height - 8}" text-anchor="middle">${escaped([y.title, x.title].filter(Boolean).join(", "))}</text>`;
  return svg(title, height, [...grid, ...bars, axis]);
}

function drawLines({ title, x, y, series, mark }: Chart): string {
  const all = series.flatMap(({ points }) => points);
  const xs = scaleOf(
    x.log,
    all.map((point) => Number(point.x)),
  );
  const ys = scaleOf(y.log, [...all.flatMap((point) => [point.y, point.low, point.high]), ...(mark ? [mark.y] : [])]);
  const legendHeight = 22 * series.length;
  const bottom = room.top + lineHeight;
  const across = (value: number) => round(room.left + xs.at(value) * (width - room.left - room.right));
  const up = (value: number) => round(bottom - ys.at(value) * lineHeight);
  const grid = [
    ...xs.ticks.map(
      (tick) =>
        `<line class="grid" x1="${across(tick)}" x2="${across(tick)}" y1="${room.top}" y2="${bottom}"/>` +
        `<text class="tick" x="${across(tick)}" y="${bottom + 16}" text-anchor="middle">${roundNumber(tick)}</text>`,
    ),
    ...ys.ticks.map(
      (tick) =>
        `<line class="grid" x1="${room.left}" x2="${width - room.right}" y1="${up(tick)}" y2="${up(tick)}"/>` +
        `<text class="tick" x="${room.left - 6}" y="${up(tick) + 4}" text-anchor="end">${roundNumber(tick)}</text>`,
    ),
  ];
  const marked = mark
    ? `<line class="mark" x1="${room.left}" x2="${width - room.right}" y1="${up(mark.y)}" y2="${up(mark.y)}"/>` +
      `<text x="${width - room.right - 4}" y="${up(mark.y) - 5}" text-anchor="end">${escaped(mark.title)}</text>`
    : "";
  const drawn = series.map(({ points }, index) => drawSeries(points, index, across, up));
  const axes =
    `<text class="axis" x="${(room.left + width) / 2}" y="${bottom + 38}" text-anchor="middle">${escaped(x.title)}</text>` +
    `<text class="axis" transform="translate(16 ${room.top + lineHeight / 2}) rotate(-90)" text-anchor="middle">${escaped(y.title)}</text>`;
  const legend = series.map((one, index) => legendOf(one, index, bottom + room.bottom + 14 + 22 * index));
  return svg(title, bottom + room.bottom + legendHeight + 6, [...grid, marked, ...drawn, axes, ...legend]);
}

function drawSeries(
  points: readonly Point[],
  index: number,
  across: (value: number) => number,
  up: (value: number) => number,
): string {
  const path = points.map((point, i) => `${i === 0 ? "M" : "L"}${across(Number(point.x))} ${up(point.y)}`).join("");
  const marks = points.map((point) => {
    const x = across(Number(point.x));
    return (
      `<line class="whisker" x1="${x}" x2="${x}" y1="${up(point.low)}" y2="${up(point.high)}"/>` +
      `<circle class="fill s${index % dashes.length}" cx="${x}" cy="${up(point.y)}" r="3.5"/>`
    );
  });
  return `<path class="line s${index % dashes.length}" stroke-dasharray="${dashes[index % dashes.length]}" d="${path}"/>${marks.join("")}`;
}

function legendOf({ name }: Series, index: number, y: number): string {
  const kind = index % dashes.length;
  return (
    `<line class="line s${kind}" stroke-dasharray="${dashes[kind]}" x1="${room.left}" x2="${room.left + 34}" y1="${y}" y2="${y}"/>` +
    `<text x="${room.left + 42}" y="${y + 4}">${escaped(name)}</text>`
  );
}

function scaleOf(log: boolean | undefined, values: readonly number[]): Scale {
  return log ? logScale(values) : linearScale(values);
}

function svg(title: string, height: number, parts: readonly string[]): string {
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">${parts.join("")}</svg>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
