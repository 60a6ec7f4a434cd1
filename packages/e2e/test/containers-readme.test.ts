import { expect, test } from "vitest";
import { containerEngine, containersOf } from "../src/containers/engine.ts";
import { newProjectName } from "../src/containers/leftovers.ts";
import { until } from "../src/until.ts";
import { readmeCommands } from "./support/readme.ts";
import { shell } from "./support/shell.ts";

const compose = "docker compose -f docker/compose.yaml";

test("the README's compose commands start the stack, add replicas to it while it runs, and value the sample", {
  timeout: 600_000,
}, async () => {
  const [up = "", scale = ""] = readmeCommands(/^docker compose /, 2);
  const project = newProjectName();
  // A project and a port of its own, for the person who runs the tests may have the demo's stack up.
  const env = { COMPOSE_PROJECT_NAME: project, GATEWAY_PORT: "0" };
  let interrupt = () => {};
  const running = shell(up, env, (_, interruptIt) => {
    interrupt = interruptIt;
  });
  let ended = false;
  const end = running.then(() => {
    ended = true;
  });
  try {
    const published = await until(
      "the gateway to be ready",
      async () => {
        if (ended) throw new Error("compose has ended");
        const { stdout } = await shell(`${compose} port gateway 8080 2>&1`, env);
        const [, port] = /:(\d+)\s*$/.exec(stdout) ?? [];
        const url = `http://127.0.0.1:${port}`;
        return (await fetch(`${url}/readyz`)).ok && url;
      },
      { withinMs: 300_000, everyMs: 500, giveUpOn: () => ended },
    );

    expect((await shell(`${scale} 2>&1`, env)).code).toBe(0);
    const engine = await containerEngine();
    const runningNow = async () =>
      (await containersOf(engine, project))
        .filter(({ State }) => State === "running")
        .map(({ Labels }) => Labels["com.docker.compose.service"]);
    const there = await runningNow();
    const count = (component: string) => there.filter((name) => name === component).length;
    for (const [, component, replicas] of scale.matchAll(/--scale (\w+)=(\d+)/g)) {
      expect(count(component ?? ""), component).toBe(Number(replicas));
    }

    const { code, stdout } = await shell("npm run demo", { GATEWAY_URL: published });
    expect(code, stdout).toBe(0);

    // Which code it ends with is between the shell and compose's own signal handling; that nothing runs on is what counts.
    interrupt();
    await end;
    expect(await runningNow(), "what runs after Ctrl-C").toEqual([]);
  } finally {
    await shell(`${compose} down --volumes --timeout 1 2>&1`, env);
  }
});

test("the README's image sizes come from a script that prints a row for each image", async () => {
  const { code, stdout } = await shell("sh docker/image-sizes.sh");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\| bimetal\/gateway \| \d+\.\d MB \|$/m);
  expect(stdout).toMatch(/^\| bimetal\/pricer \| \d+\.\d MB \|$/m);
  expect(stdout).toMatch(/^\| bimetal\/risk \| \d+\.\d MB \|$/m);
});
