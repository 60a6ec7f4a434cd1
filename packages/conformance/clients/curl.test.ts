import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "./run.ts";
import { type Stack, startStack } from "./stack.ts";

let stack: Stack;

beforeAll(async () => {
  await run("curl", ["--version"]).catch((cause: unknown) => {
    throw new Error("there is no curl: apt-get install curl, or brew install curl", { cause });
  });
  stack = await startStack();
});
afterAll(() => stack?.[Symbol.asyncDispose]());

interface Answer {
  readonly status: number;
  readonly version: string;
  readonly contentType: string;
  readonly body: string;
}

describe.each([
  ["HTTP/1.1", "--http1.1", "1.1"],
  ["cleartext HTTP/2", "--http2-prior-knowledge", "2"],
])("curl over %s", (_, option, version) => {
  async function curl(path: string, ...args: readonly string[]): Promise<Answer> {
    const facts = "\n%{http_code} %{http_version} %{content_type}";
    const url = `http://${stack.address}${path}`;
    const written = await run("curl", ["-sS", "--max-time", "20", option, "-w", facts, ...args, url]);
    const end = written.lastIndexOf("\n");
    const [status, spoken = "", contentType = ""] = written.slice(end + 1).split(" ");
    return { status: Number(status), version: spoken, contentType, body: written.slice(0, end) };
  }
  const connect = (method: string, data: object) =>
    curl(`/sample.v1.SampleService/${method}`, "-H", "content-type: application/json", "-d", JSON.stringify(data));
  const json = ({ body, ...rest }: Answer) => ({ ...rest, body: JSON.parse(body) });

  test("calls by Connect, in JSON", async () => {
    const answer = await connect("Get", { name: "ab", times: 2 });
    expect(json(answer)).toEqual({ status: 200, version, contentType: "application/json", body: { text: "abab" } });
  });

  test("gets by Connect what has no side effects", async () => {
    const query = new URLSearchParams({ connect: "v1", encoding: "json", message: '{"name":"größer"}' });
    const answer = await curl(`/sample.v1.SampleService/Get?${query}`);
    expect(json(answer)).toMatchObject({ status: 200, version, body: { text: "größer" } });
  });

  test("reads an error of Connect, with its details", async () => {
    const answer = json(await connect("Fail", { code: 5, message: "no such thing" }));
    expect(answer).toMatchObject({
      status: 404,
      body: { code: "not_found", message: "no such thing", details: [{ type: "google.rpc.ErrorInfo" }] },
    });
  });

  test("calls by REST, with variables in path, query and body", async () => {
    expect(json(await curl("/v1/samples/a%2Fb?times=2"))).toMatchObject({
      status: 200,
      version,
      body: { text: "a/ba/b" },
    });
    const put = ["-X", "PUT", "-H", "content-type: application/json", "-d", '{"size":"9007199254740993"}'];
    expect(json(await curl("/v1/samples/it", ...put))).toMatchObject({
      status: 200,
      body: { name: "it", size: "9007199254740993" },
    });
  });

  test("reads an error of REST, which is a google.rpc.Status", async () => {
    const post = ["-H", "content-type: application/json", "-d", '{"code":9,"message":"not now"}'];
    expect(json(await curl("/v1/samples:fail", ...post))).toMatchObject({
      status: 400,
      body: { code: 9, message: "not now", details: [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo" }] },
    });
  });

  test("reads a stream by REST, as lines and as events", async () => {
    const lines = await curl("/v1/counts/3", "-H", "accept: application/x-ndjson");
    expect(
      lines.body
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([{ number: 1 }, { number: 2 }, { number: 3 }]);
    const events = await curl("/v1/counts/2", "-H", "accept: text/event-stream");
    expect(events.contentType).toContain("text/event-stream");
    expect(events.body.match(/^data: ?\{"number":\d\}$/gm)).toHaveLength(2);
  });
});
