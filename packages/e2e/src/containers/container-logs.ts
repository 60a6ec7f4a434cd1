import { parseLogLines } from "../log-lines.ts";
import type { LogLine } from "../stack.ts";
import type { Container } from "./engine.ts";

const headerBytes = 8;

/** What a container has written on standard output and standard error. */
export async function containerLogs(container: Container): Promise<LogLine[]> {
  return parseLogLines(withoutFrames(await container.logs()));
}

/** The engine's API sends chunks, each behind a header: a byte for the stream, three of zero, four for the length. */
function withoutFrames(framed: Buffer): string {
  const chunks: Buffer[] = [];
  for (let at = 0; at + headerBytes <= framed.length; ) {
    const end = at + headerBytes + framed.readUInt32BE(at + 4);
    chunks.push(framed.subarray(at + headerBytes, end));
    at = end;
  }
  return Buffer.concat(chunks).toString("utf8");
}
