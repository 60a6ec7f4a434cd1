import { setGlobalErrorHandler } from "@opentelemetry/core";
import { pino } from "pino";
import { type Config, loadConfig } from "../config/config.ts";
import { createGateway, type Gateway } from "../gateway.ts";
import { createRest } from "../rest/rest.ts";
import { createExportWarning } from "../telemetry/export-warning.ts";
import { createLog, type Log } from "../telemetry/log.ts";
import { createTelemetry } from "../telemetry/telemetry.ts";
import { version } from "../version.ts";
import { watchFiles } from "../watched-file.ts";

/** Serves until a signal comes. Resolves to the exit code: 0 stopped as asked, 1 failed, 2 wrong configuration. */
export async function serve(env: Readonly<Record<string, string | undefined>>): Promise<number> {
  const stderr = pino.destination({ dest: 2, sync: true });
  const loaded = loadConfig(env);
  if (!loaded.ok) {
    const log = createLog("gateway", "info", stderr);
    for (const problem of loaded.problems) log.error({ problem }, "the configuration is wrong");
    return 2;
  }
  const { config } = loaded;
  const log = createLog("gateway", config.logLevel, stderr);
  setGlobalErrorHandler(createExportWarning(log));
  const telemetry = createTelemetry({ serviceName: config.serviceName, endpoint: config.otlpEndpoint });

  let gateway: Gateway;
  try {
    const rest = createRest({ log, openApi: { title: config.serviceName, version } });
    gateway = createGateway({ ...config, ...config.served, log, telemetry, rest });
  } catch (error) {
    log.error({ problem: String(error) }, "what is to be served does not fit together");
    return 2;
  }
  const watching = watchServed(gateway, config, log);
  const stopped = stopSignals(log);
  try {
    const address = await gateway.listen(config.listen);
    log.info({ address, version }, "listening");
  } catch (error) {
    log.error({ error: String(error) }, "cannot listen");
    gateway.close();
    await telemetry.shutdown();
    return 1;
  }
  await stopped;
  watching.close();
  const finished = await drain(gateway, config, log);
  await telemetry.shutdown();
  return finished ? 0 : 1;
}

/** Serves what the files say when they change, and on SIGHUP. */
function watchServed(gateway: Gateway, config: Config, log: Log): { close(): void } {
  const failed = (problem: string) => log.error({ problem }, "what is served was not changed: the files are wrong");
  const watched = watchFiles(config.served.files, config.readServed, {
    onChange(served) {
      try {
        gateway.update(served);
        log.info(
          { upstreams: served.routes.map(({ upstream }) => upstream) },
          "routes and descriptors were read again",
        );
      } catch (error) {
        failed(String(error));
      }
    },
    onFailure: failed,
  });
  const onHangUp = () => {
    watched.reload();
    gateway.reload();
  };
  process.on("SIGHUP", onHangUp);
  return {
    close() {
      process.off("SIGHUP", onHangUp);
      watched.close();
    },
  };
}

async function drain(gateway: Gateway, config: Config, log: Log): Promise<boolean> {
  log.info("draining");
  const finished = await gateway.drain({ delayMs: config.drainDelayMs, timeoutMs: config.drainTimeoutMs });
  if (finished) log.info("stopped");
  else log.warn("stopped; calls that still ran were broken off");
  return finished;
}

/** Resolves with the first signal to stop; the second ends the process at once. */
function stopSignals(log: Log): Promise<void> {
  return new Promise((resolve) => {
    let signals = 0;
    const onSignal = (signal: NodeJS.Signals) => {
      signals++;
      if (signals === 1) return resolve();
      log.warn({ signal }, "a second signal: exiting without draining");
      process.exit(1);
    };
    process.on("SIGTERM", onSignal);
    process.on("SIGINT", onSignal);
  });
}
