export type { Route } from "./config/routes.ts";
export { readDescriptorSet } from "./descriptors.ts";
export {
  createGateway,
  defaultLimits,
  type Gateway,
  type GatewayOptions,
  type Limits,
  type RestContext,
} from "./gateway.ts";
export { openPolicy, type Policy } from "./guard/policy.ts";
export { readPolicy } from "./guard/read-policy.ts";
export { createRest, type RestOptions } from "./rest/rest.ts";
export type { Rest, SurfaceOptions } from "./surface.ts";
export { createLog, type Log } from "./telemetry/log.ts";
export { createTelemetry, type Telemetry, type TelemetryOptions } from "./telemetry/telemetry.ts";
export { connectNode } from "./upstream/node-connection.ts";
export { version } from "./version.ts";
