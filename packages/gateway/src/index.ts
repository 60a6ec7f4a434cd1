export type { Route } from "./config/routes.ts";
export { readDescriptorSet } from "./descriptors.ts";
export { createGateway, defaultLimits, type Gateway, type GatewayOptions, type Limits } from "./gateway.ts";
export { createLog, type Log } from "./telemetry/log.ts";
export { createTelemetry, type Telemetry, type TelemetryOptions } from "./telemetry/telemetry.ts";
export { version } from "./version.ts";
