import { readFileSync } from "node:fs";
import { createFileRegistry, type DescService, fromBinary, type Message } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { expect, test } from "vitest";
import { sampleDescriptors, sampleTonic } from "../tools.ts";
import { type Stack, startStack } from "./stack.ts";

/** The methods that are called here, as a client that knows the descriptors has them. */
interface Client {
  get(request: { name: string; times?: number }): Promise<Message & { text: string }>;
  count(request: { until: number }, options?: { signal: AbortSignal }): AsyncIterable<Message & { number: number }>;
  sum(requests: AsyncIterable<{ number: number }>): Promise<Message & { sum: number; messages: number }>;
  talk(requests: AsyncIterable<{ text: string }>): AsyncIterable<Message & { text: string }>;
}

function clientOf({ address }: Stack): Client {
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(sampleDescriptors)));
  const service = registry.getService("sample.v1.SampleService") as DescService;
  return createClient(service, createGrpcTransport({ baseUrl: `http://${address}` })) as unknown as Client;
}

/** A conversation that goes on until it is ended. */
function conversation(client: Client) {
  const questions: string[] = [];
  let ended = false;
  let wake = (): void => undefined;
  const asked = async function* () {
    for (;;) {
      const text = questions.shift();
      if (text !== undefined) yield { text };
      else if (ended) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  const answers = client.talk(asked())[Symbol.asyncIterator]();
  return {
    async ask(text: string): Promise<string | undefined> {
      questions.push(text);
      wake();
      return (await answers.next()).value?.text;
    },
    async end(): Promise<boolean | undefined> {
      ended = true;
      wake();
      return (await answers.next()).done;
    },
  };
}

test("messages that are larger than every window pass in both directions", async () => {
  await using stack = await startStack({}, [sampleTonic]);
  const name = "0123456789abcdef!".repeat(60_000);
  const { text } = await clientOf(stack).get({ name, times: 3 });
  expect(text.length).toBe(3 * name.length);
  expect(text === name.repeat(3)).toBe(true);
});

test("many streams at a time arrive whole, in each direction", async () => {
  await using stack = await startStack({}, [sampleTonic]);
  const client = clientOf(stack);
  const numbers = async function* () {
    for (let number = 1; number <= 2_000; number++) yield { number };
  };
  const counted = async () => {
    let last = 0;
    for await (const { number } of client.count({ until: 2_000 })) if (number === last + 1) last = number;
    return last;
  };
  const summed = async () => (await client.sum(numbers())).sum;
  expect(await Promise.all(Array.from({ length: 20 }, counted))).toEqual(Array(20).fill(2_000));
  expect(await Promise.all(Array.from({ length: 20 }, summed))).toEqual(Array(20).fill(2_001_000));
});

test("a stream that its client leaves ends at the server", async () => {
  await using stack = await startStack({}, [sampleTonic]);
  const leave = new AbortController();
  const failure = (async () => {
    for await (const { number } of clientOf(stack).count({ until: 0 }, { signal: leave.signal })) {
      if (number === 1_000) leave.abort();
    }
  })().catch((reason: unknown) => ConnectError.from(reason).code);
  expect(await failure).toBe(Code.Canceled);
  await stack.backends[0]?.said("a stream of answers was left");
});

test("a server that stops says so, finishes what it has begun, and leaves the rest to another", async () => {
  await using stack = await startStack({}, [sampleTonic, sampleTonic]);
  const client = clientOf(stack);
  const running = Array.from({ length: 8 }, () => conversation(client));
  for (const [i, { ask }] of running.entries()) expect(await ask(`${i}`)).toBe(`${i}`);
  const [first] = stack.backends;
  first?.stop();
  // Its connections take no more calls, while those on it go on.
  for (let i = 0; i < 200; i++) expect((await client.get({ name: "a" })).text).toBe("a");
  for (const { ask } of running) expect(await ask("still there?")).toBe("still there?");
  for (const { end } of running) expect(await end()).toBe(true);
  expect(await first?.exited).toBe(0);
  expect((await client.get({ name: "b" })).text).toBe("b");
});
