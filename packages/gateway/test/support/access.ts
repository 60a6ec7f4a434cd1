import type { DescMethod, DescService, JsonObject } from "@bufbuild/protobuf";
import { describeFile } from "./described.ts";

/** What a method says of access, as `gateway.v1.AccessRule` in JSON; nothing where it is left out. */
export interface Rule {
  readonly access?: JsonObject;
  /** Whether it answers with a stream. */
  readonly stream?: boolean;
}

/** A service `vault.v1.ThingService` with such methods. */
export function vaultService(rules: Readonly<Record<string, Rule>>): DescService {
  const methods = Object.entries(rules).map(([name, { access, stream = false }]) => [
    name,
    {
      ...{ input: "Thing", output: "Thing", serverStreaming: stream },
      options: access === undefined ? {} : { "[gateway.v1.access]": access },
    },
  ]);
  const registry = describeFile({ package: "vault.v1", messages: { Thing: [] }, methods: Object.fromEntries(methods) });
  const service = registry.getService("vault.v1.ThingService");
  if (service === undefined) throw new Error("the file has no service");
  return service;
}

/** One of its methods. */
export function methodOf(service: DescService, name: string): DescMethod {
  const method = service.methods.find((one) => one.name === name);
  if (method === undefined) throw new Error(`the service has no method ${name}`);
  return method;
}
