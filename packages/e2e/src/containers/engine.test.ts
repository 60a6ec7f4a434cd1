import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { containerLogs } from "./container-logs.ts";
import { Engine } from "./engine.ts";
import { EngineApi, EngineError, engineAddress } from "./engine-api.ts";

interface Asked {
  readonly line: string;
  readonly body: string;
}

/** An engine on a socket of its own that answers each request with what the table has for its first line. */
async function fakeEngine(answers: Readonly<Record<string, { status?: number; body: string | Buffer }>>) {
  const folder = mkdtempSync(join(tmpdir(), "engine-"));
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const line = `${request.method} ${decodeURIComponent(request.url ?? "")}`;
    asked.push({ line, body: Buffer.concat(await request.toArray()).toString("utf8") });
    const { status = 200, body } = answers[line] ?? { status: 404, body: '{"message":"no such thing"}' };
    response.writeHead(status).end(body);
  });
  const socketPath = join(folder, "engine.sock");
  server.listen(socketPath);
  await once(server, "listening");
  return {
    engine: new Engine(new EngineApi({ socketPath })),
    asked,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, "close");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

test("addresses are read as the docker command writes them", () => {
  expect(engineAddress("unix:///var/run/docker.sock")).toEqual({ socketPath: "/var/run/docker.sock" });
  expect(engineAddress("npipe:////./pipe/docker_engine")).toEqual({ socketPath: "//./pipe/docker_engine" });
  expect(engineAddress("tcp://10.0.0.7:2376")).toEqual({ host: "10.0.0.7", port: "2376" });
  expect(engineAddress("tcp://10.0.0.7")).toEqual({ host: "10.0.0.7", port: 2375 });
  expect(() => engineAddress("ssh://me@far")).toThrow('at "ssh://me@far"');
  expect(() => engineAddress("")).toThrow('at ""');
});

test("containers are listed by label, ended ones too", async () => {
  const there = [{ Id: "a1", Names: ["/one"], State: "exited", Status: "Exited (1)", Labels: { x: "y" } }];
  await using fake = await fakeEngine({
    'GET /containers/json?all=true&filters={"label":["x=y"]}': { body: JSON.stringify(there) },
  });
  expect(await fake.engine.list(["x=y"])).toEqual(there);
});

test("a program within a container runs until its exit code is known", async () => {
  await using fake = await fakeEngine({
    "POST /containers/a1/exec": { status: 201, body: '{"Id":"e1"}' },
    "POST /exec/e1/start": { body: "" },
    "GET /exec/e1/json": { body: '{"Running":false,"ExitCode":3}' },
  });
  const exitCode = await fake.engine.container("a1").exec(["/app", "healthcheck"]);
  expect(await exitCode()).toBe(3);
  expect(fake.asked.map(({ body }) => body)).toEqual(['{"Cmd":["/app","healthcheck"]}', '{"Detach":true}', ""]);
});

test("logs come without the engine's frames, whatever lines the frames end in", async () => {
  const frame = (stream: number, text: string) => {
    const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
    header.writeUInt32BE(Buffer.byteLength(text), 4);
    return Buffer.concat([header, Buffer.from(text)]);
  };
  const body = Buffer.concat([frame(1, '{"msg":"sta'), frame(1, 'rts"}\n'), frame(2, "panic: é\n")]);
  await using fake = await fakeEngine({ "GET /containers/a1/logs?stdout=true&stderr=true": { body } });
  expect(await containerLogs(fake.engine.container("a1"))).toEqual([{ msg: "starts" }, { msg: "panic: é" }]);
});

test("what is so already is no error; what the engine refuses is one, in its words", async () => {
  await using fake = await fakeEngine({
    "POST /containers/a1/start": { status: 304, body: "" },
    "POST /containers/a1/kill?signal=SIGTERM": { status: 409, body: '{"message":"a1 is not running"}\n' },
  });
  const container = fake.engine.container("a1");
  await container.start();
  const refused = await container.kill("SIGTERM").catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(EngineError);
  expect(refused).toMatchObject({
    status: 409,
    message:
      'POST /containers/a1/kill?signal=SIGTERM: the container engine answers 409: {"message":"a1 is not running"}',
  });
});
