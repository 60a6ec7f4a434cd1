// Usage: node scripts/keep-comments.ts FILE
//
// Takes out of a FileDescriptorSet what says where in the sources something stands, and leaves the comments of the workspace's own
// contracts: the gateway's OpenAPI document is described by them. Lines and columns would change with every edit that means nothing.
import { readFileSync, writeFileSync } from "node:fs";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema, SourceCodeInfoSchema } from "@bufbuild/protobuf/wkt";

const [file = ""] = process.argv.slice(2);
const set = fromBinary(FileDescriptorSetSchema, readFileSync(file));
for (const proto of set.file) {
  const foreign = /^(buf|google)\//.test(proto.name);
  const location = (foreign ? [] : (proto.sourceCodeInfo?.location ?? [])).flatMap(({ path, leadingComments }) =>
    // Go refuses a location that lies nowhere.
    leadingComments === "" ? [] : [{ path, span: [0, 0, 0], leadingComments }],
  );
  proto.sourceCodeInfo = create(SourceCodeInfoSchema, { location });
}
writeFileSync(file, toBinary(FileDescriptorSetSchema, set));
