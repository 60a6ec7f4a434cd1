import { setTimeout as after } from "node:timers/promises";
import { echoPath, type Form } from "./load.ts";

const text = "twenty-seven characters, so";
const message = Buffer.concat([Buffer.from([0x0a, text.length]), Buffer.from(text)]);
const framed = Buffer.concat([Buffer.from([0, 0, 0, 0, message.length]), message]);

const contentType = {
  json: "application/json",
  "connect-binary": "application/proto",
  "grpc-web": "application/grpc-web+proto",
};
const body = { json: JSON.stringify({ text }), "connect-binary": message, "grpc-web": framed };

/** How long a peer that was just started may take to find its backend. */
const patienceMs = 5_000;

/**
 * Makes one call as wrk makes many, and looks at the answer: wrk sees no more of it than the HTTP status, and in gRPC-Web that is
 * 200 for an error too. Rejects where the answer is not right.
 */
export async function check(address: string, form: Form): Promise<void> {
  for (const end = Date.now() + patienceMs; ; await after(50)) {
    const wrong = await ask(address, form);
    if (wrong === undefined) return;
    if (Date.now() > end) throw new Error(`http://${address}${echoPath} answers ${form} with ${wrong}`);
  }
}

/** Returns the answer where it is wrong. */
async function ask(address: string, form: Form): Promise<string | undefined> {
  const response = await fetch(`http://${address}${echoPath}`, {
    method: "POST",
    headers: { "content-type": contentType[form], ...(form !== "grpc-web" && { "connect-protocol-version": "1" }) },
    body: body[form],
  });
  const answer = Buffer.from(await response.arrayBuffer());
  const right = {
    json: () => (JSON.parse(answer.toString()) as { text?: string }).text === text,
    "connect-binary": () => answer.equals(message),
    "grpc-web": () => answer.subarray(0, framed.length).equals(framed) && /grpc-status: ?0/i.test(answer.toString()),
  };
  return response.ok && right[form]() ? undefined : `${response.status} ${JSON.stringify(answer.toString())}`;
}
