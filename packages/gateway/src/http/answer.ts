import type { Fields } from "../upstream/connection.ts";
import type { Exchange } from "./exchange.ts";

/** Gives a whole answer. */
export function answer(exchange: Exchange, status: number, fields: Fields, body?: Uint8Array): void {
  exchange.answer(status, fields, body);
}

/** Gives a whole answer in JSON, which nobody may keep. */
export function answerJson(
  exchange: Exchange,
  status: number,
  content: Readonly<Record<string, unknown>>,
  fields: Fields = [],
): void {
  const head = ["content-type", "application/json", "cache-control", "no-store", ...fields];
  answer(exchange, status, head, Buffer.from(`${JSON.stringify(content)}\n`));
}
