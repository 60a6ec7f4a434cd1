import {
  create,
  type DescMethod,
  type DescService,
  type MessageInitShape,
  setExtension,
  toBinary,
} from "@bufbuild/protobuf";
import { FileDescriptorSetSchema, MethodOptionsSchema } from "@bufbuild/protobuf/wkt";
import { AccessRuleSchema, access } from "@workspace/proto/gateway/v1/access_pb";
import { fileFromJson, readDescriptorSet } from "../../src/descriptors.ts";

/** What a method says of access; `undefined` says nothing. `stream` makes it one that answers with a stream. */
export interface Rule {
  readonly access?: MessageInitShape<typeof AccessRuleSchema>;
  readonly stream?: boolean;
}

/** A service `vault.v1.VaultService` with such methods, as it is read from a descriptor set. */
export function vaultService(rules: Readonly<Record<string, Rule>>): DescService {
  const file = fileFromJson({
    name: "vault/v1/vault.proto",
    package: "vault.v1",
    syntax: "proto3",
    messageType: [{ name: "Any" }],
    service: [
      {
        name: "VaultService",
        method: Object.entries(rules).map(([name, { stream = false }]) => ({
          ...{ name, inputType: ".vault.v1.Any", outputType: ".vault.v1.Any", serverStreaming: stream },
        })),
      },
    ],
  });
  for (const method of file.proto.service[0]?.method ?? []) {
    const rule = rules[method.name]?.access;
    if (rule === undefined) continue;
    method.options = create(MethodOptionsSchema);
    setExtension(method.options, access, create(AccessRuleSchema, rule));
  }
  const set = create(FileDescriptorSetSchema, { file: [file.proto] });
  const service = readDescriptorSet(toBinary(FileDescriptorSetSchema, set)).getService("vault.v1.VaultService");
  if (service === undefined) throw new Error("the descriptor set has no service");
  return service;
}

/** One of its methods. */
export function methodOf(service: DescService, name: string): DescMethod {
  const method = service.methods.find((one) => one.name === name);
  if (method === undefined) throw new Error(`the service has no method ${name}`);
  return method;
}
