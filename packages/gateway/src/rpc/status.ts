import { Code, ConnectError } from "@connectrpc/connect";
import { findTrailerError, setTrailerStatus } from "@connectrpc/connect/protocol-grpc";
import { type Fields, fieldOf } from "../upstream/connection.ts";
import { responseMetadata, toFields } from "./metadata.ts";

const statusField = "grpc-status";
const statusFields = new Set([statusField, "grpc-message", "grpc-status-details-bin"]);

/**
 * The status of a call that is told in header or trailer fields; undefined where there is none. Details stay bytes, so those of
 * unknown types pass.
 */
export function readStatus(fields: Fields): ConnectError | "ok" | undefined {
  const status = fieldOf(fields, statusField);
  if (status === undefined) return undefined;
  if (status === "0") return "ok";
  return findError(fields) ?? withoutDetails(status, fieldOf(fields, "grpc-message"));
}

function findError(fields: Fields): ConnectError | undefined {
  try {
    const headers = new Headers();
    for (let i = 0; i < fields.length; i += 2) {
      if (statusFields.has(fields[i] as string)) headers.append(fields[i] as string, fields[i + 1] as string);
    }
    return findTrailerError(headers);
  } catch {
    // Its percent-encoding or its details are malformed.
    return undefined;
  }
}

function withoutDetails(status: string, message = ""): ConnectError {
  const code = Number(status);
  const error = new ConnectError(message, Code[code] === undefined ? Code.Unknown : code);
  error.isWireError = true;
  return error;
}

const okFields: Fields = [statusField, "0"];

/** The fields that tell a status, with the error's own metadata. */
export function writeStatus(error: ConnectError | undefined): Fields {
  return error === undefined ? okFields : toFields(setTrailerStatus(new Headers(), error));
}

/** What the gateway adds to the metadata of an answer because of an error of its own. */
export function errorMetadata(error: ConnectError): Fields {
  return error.isWireError ? [] : responseMetadata(toFields(error.metadata));
}
