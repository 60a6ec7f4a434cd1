import { readFileSync } from "node:fs";
import { create, fromBinary, setExtension, toBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema, file_google_protobuf_descriptor, MethodOptionsSchema } from "@bufbuild/protobuf/wkt";
import { file_google_api_annotations, http } from "@workspace/proto/google/api/annotations_pb";
import { file_google_api_http, HttpRuleSchema } from "@workspace/proto/google/api/http_pb";
import { descriptorSet } from "../build.ts";

/** Where the methods are found by REST. The benchmark's own descriptors have no such paths: its peers would take them too. */
export const restPaths = { Echo: "/v1/echo/{text}", Count: "/v1/count" };

/** The descriptor set of the benchmark, with {@link restPaths}. */
export function descriptorsWithRest(): Uint8Array {
  const set = fromBinary(FileDescriptorSetSchema, readFileSync(descriptorSet));
  for (const file of set.file) {
    for (const method of file.service.flatMap((service) => service.method)) {
      const value = restPaths[method.name as keyof typeof restPaths];
      method.options ??= create(MethodOptionsSchema);
      setExtension(method.options, http, create(HttpRuleSchema, { pattern: { case: "get", value } }));
      if (!file.dependency.includes(file_google_api_annotations.proto.name)) {
        file.dependency.push(file_google_api_annotations.proto.name);
      }
    }
  }
  const imported = [file_google_protobuf_descriptor, file_google_api_http, file_google_api_annotations];
  set.file.unshift(...imported.map(({ proto }) => proto));
  return toBinary(FileDescriptorSetSchema, set);
}
