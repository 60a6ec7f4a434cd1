import {
  createFileRegistry,
  type DescFile,
  type FileRegistry,
  type MessageInitShape,
  toBinary,
} from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import type { ReflectionRequest, ReflectionResponseSchema, reflectionService } from "./descriptor.ts";

type Answer = NonNullable<MessageInitShape<typeof ReflectionResponseSchema>["messageResponse"]>;

/**
 * Serves grpc.reflection.v1 for the services that the gateway answers for: the routed ones from the descriptor set, and its own.
 */
export function createReflection(
  routed: FileRegistry,
  own: readonly DescFile[],
  services: ReadonlyMap<string, unknown>,
  draining: AbortSignal,
): ServiceImpl<typeof reflectionService> {
  const registries = [routed, ...own.map((file) => createFileRegistry(file.proto, () => undefined))];

  const find = <T>(look: (registry: FileRegistry) => T | undefined): T | undefined => {
    for (const registry of registries) {
      const found = look(registry);
      if (found !== undefined) return found;
    }
    return undefined;
  };

  const answer = ({ messageRequest: request }: ReflectionRequest): Answer => {
    switch (request.case) {
      case "listServices":
        return { case: "listServicesResponse", value: { service: [...services.keys()].map((name) => ({ name })) } };
      case "fileByFilename":
        // Descriptors know files without the ending.
        return filesOf(find((registry) => registry.getFile(request.value)));
      case "fileContainingSymbol":
        return filesOf(find((registry) => fileOfSymbol(registry, request.value)));
      case undefined:
        return failure(Code.InvalidArgument, "the request asks nothing");
      default:
        return failure(Code.NotFound, "extensions are not listed");
    }
  };

  return {
    async *serverReflectionInfo(requests) {
      for await (const request of requests) {
        if (draining.aborted) throw new ConnectError("the gateway is stopping", Code.Unavailable);
        yield { validHost: request.host, originalRequest: request, messageResponse: answer(request) };
      }
    },
  };
}

/** The file of a type, a service or one of its methods. */
function fileOfSymbol(registry: FileRegistry, symbol: string): DescFile | undefined {
  const found = registry.get(symbol);
  if (found !== undefined) return found.file;
  const dot = symbol.lastIndexOf(".");
  const service = registry.getService(symbol.slice(0, dot));
  return service?.methods.some(({ name }) => name === symbol.slice(dot + 1)) ? service.file : undefined;
}

/** A file with everything that it imports, the imports first. */
function filesOf(file: DescFile | undefined): Answer {
  if (file === undefined) return failure(Code.NotFound, "no such file or symbol");
  const found = new Set<DescFile>();
  const visit = (at: DescFile) => {
    if (found.has(at)) return;
    for (const dependency of at.dependencies) visit(dependency);
    found.add(at);
  };
  visit(file);
  const fileDescriptorProto = [...found].map(({ proto }) => toBinary(FileDescriptorProtoSchema, proto));
  return { case: "fileDescriptorResponse", value: { fileDescriptorProto } };
}

function failure(errorCode: Code, errorMessage: string): Answer {
  return { case: "errorResponse", value: { errorCode, errorMessage } };
}
