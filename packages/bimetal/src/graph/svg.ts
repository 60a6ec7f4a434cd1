import { startOrder } from "../manifest/graph.ts";
import { type Component, calledBy, type Kind, type Manifest } from "../manifest/model.ts";

const box = { width: 170, height: 56 };
const gap = { x: 90, y: 28 };
const margin = 24;

/** Fills that can be told apart without colour, by their text, and with it. */
const fills: Readonly<Record<Kind, string>> = {
  gateway: "#dbeafe",
  service: "#cffafe",
  engine: "#ffedd5",
  database: "#e5e7eb",
};

interface Place {
  readonly x: number;
  readonly y: number;
}

/** The components in columns, callers left of those that they call, as an SVG that stands alone. */
export function drawSvg(manifest: Manifest): string {
  const columns = inColumns(manifest);
  const rows = Math.max(...columns.map(({ length }) => length));
  const places = new Map<string, Place>();
  for (const [column, components] of columns.entries()) {
    const top = ((rows - components.length) * (box.height + gap.y)) / 2;
    for (const [row, { name }] of components.entries()) {
      places.set(name, {
        x: margin + column * (box.width + gap.x),
        y: margin + top + row * (box.height + gap.y),
      });
    }
  }
  const width = 2 * margin + columns.length * (box.width + gap.x) - gap.x;
  const height = 2 * margin + rows * (box.height + gap.y) - gap.y;
  const boxes = manifest.components.map((component) => drawBox(component, places.get(component.name))).join("");
  const arrows = manifest.edges.map(({ from, to }) => drawArrow(places.get(from), places.get(to))).join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="The components of ${manifest.name}" font-family="sans-serif">
  <defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z" fill="#374151"/></marker></defs>
  <rect width="100%" height="100%" fill="#ffffff"/>
${arrows}${boxes}</svg>
`;
}

/** A component's column is one behind the last of its callers. */
function inColumns(manifest: Manifest): Component[][] {
  const column = new Map(manifest.components.map(({ name }) => [name, 0]));
  for (const { name } of startOrder(manifest).reverse()) {
    for (const called of calledBy(manifest, name)) {
      column.set(called.name, Math.max(column.get(called.name) ?? 0, (column.get(name) ?? 0) + 1));
    }
  }
  const columns: Component[][] = [];
  for (const component of manifest.components) {
    const at = column.get(component.name) ?? 0;
    columns[at] = [...(columns[at] ?? []), component];
  }
  return columns;
}

function drawBox({ name, kind, replicas }: Component, place: Place | undefined): string {
  if (place === undefined) return "";
  const middle = place.x + box.width / 2;
  const text = `${kind}${replicas > 1 ? `, ${replicas} replicas` : ""}`;
  const behind = replicas > 1 ? drawRect({ x: place.x + 5, y: place.y + 5 }, kind) : "";
  return `${behind}${drawRect(place, kind)}  <text x="${middle}" y="${place.y + 25}" text-anchor="middle" font-size="14" font-weight="bold">${name}</text>
  <text x="${middle}" y="${place.y + 43}" text-anchor="middle" font-size="12" fill="#374151">${text}</text>
`;
}

function drawRect({ x, y }: Place, kind: Kind): string {
  const radius = kind === "database" ? 26 : 6;
  return `  <rect x="${x}" y="${y}" width="${box.width}" height="${box.height}" rx="${radius}" fill="${fills[kind]}" stroke="#374151"/>\n`;
}

function drawArrow(from: Place | undefined, to: Place | undefined): string {
  if (from === undefined || to === undefined) return "";
  const [x1, y1, x2, y2] = [from.x + box.width, from.y + box.height / 2, to.x, to.y + box.height / 2];
  const bend = gap.x / 2;
  return `  <path d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}" fill="none" stroke="#374151" marker-end="url(#tip)"/>\n`;
}
