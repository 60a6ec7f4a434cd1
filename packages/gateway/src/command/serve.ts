import cluster from "node:cluster";
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
import { stopSignal } from "./signals.ts";
import { type Order, serveByWorkers } from "./workers.ts";

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
  const log = createLog("gateway", config.logLevel, stderr, cluster.worker && { worker: cluster.worker.id });
  if (config.workers > 1 && cluster.isPrimary) return serveByWorkers(config.workers, log);
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
  const stopped = Promise.race([stopSignal(log), ordered("stop")]);
  try {
    const address = await gateway.listen(config.listen);
    log.info({ address, version, pid: process.pid }, "listening");
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
  onOrder("reload", onHangUp);
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

/** Hears what the first process says, where this is one of several. */
function onOrder(wanted: Order, listener: () => void): void {
  process.on("message", (order) => {
    if (order === wanted) listener();
  });
}

function ordered(wanted: Order): Promise<void> {
  return new Promise((resolve) => onOrder(wanted, resolve));
}
