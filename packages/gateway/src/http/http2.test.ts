import { once } from "node:events";
import * as http2 from "node:http2";
import { type AddressInfo, createServer } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { defaultLimits } from "../gateway.ts";
import { createLog } from "../telemetry/log.ts";
import { answer } from "./answer.ts";
import { createHttp2 } from "./http2.ts";
import { createRunning } from "./running.ts";

/** A listener that speaks nothing else, and its sessions. */
async function start(idleTimeoutMs: number) {
  const server = createHttp2((exchange) => answer(exchange, 200, []), {
    limits: { ...defaultLimits, idleTimeoutMs },
    log: createLog("gateway", "error", { write: () => undefined }),
    running: createRunning(),
    isDraining: () => false,
  });
  const listener = createServer((socket) => void server.emit("connection", socket)).listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as AddressInfo;
  const connect = async () => {
    const opened = once(server, "session");
    const client = http2.connect(`http://127.0.0.1:${port}`);
    const [session] = (await opened) as [http2.ServerHttp2Session];
    return { client, session };
  };
  const call = async (client: http2.ClientHttp2Session) => {
    const stream = client.request({ ":path": "/" });
    stream.resume();
    await once(stream, "close");
  };
  return { connect, call, [Symbol.dispose]: () => void listener.close() };
}

test("a connection on which nothing happens is closed, and one that is used stays", async () => {
  using server = await start(200);
  const [idle, used] = [await server.connect(), await server.connect()];
  const closed = once(idle.session, "close");
  let over = false;
  closed.then(() => {
    over = true;
  });
  while (!over) await server.call(used.client);
  expect(used.session.closed).toBe(false);
  await once(used.session, "close");
});

test("a connection that has ended is forgotten, however long it might have been idle", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  using server = await start(600_000);
  const visit = async () => {
    const { client, session } = await server.connect();
    await server.call(client);
    const ended = once(session, "close");
    client.close();
    await ended;
    return new WeakRef(session);
  };
  const left = await visit();
  await visit();
  for (let turn = 0; turn < 50 && left.deref() !== undefined; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  expect(left.deref()).toBeUndefined();
});
