import type { Registry } from "@bufbuild/protobuf";
import { ConnectError } from "@connectrpc/connect";
import type { Admission, Guard } from "../guard/guard.ts";
import { answer } from "../http/answer.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Page, Pages } from "../openapi/pages.ts";
import { describe, internal } from "../rpc/errors.ts";
import type { Rest } from "../surface.ts";
import type { Log } from "../telemetry/log.ts";
import { answerError } from "./error-answer.ts";

export interface DocsOptions {
  readonly pages: Pages;
  readonly guard: Pick<Guard, "admitToDocs">;
  readonly registry: Registry;
  readonly log: Log;
}

/** Serves the pages that say what there is to call, to those whom the guard lets see them. */
export function createDocs({ pages, guard, registry, log }: DocsOptions): Rest {
  const refuse = (exchange: Exchange, reason: unknown) => {
    if (reason instanceof ConnectError) return answerError(exchange, reason, registry);
    const { error, cause } = internal(reason);
    log.error({ path: exchange.path, error: describe(cause) }, "a page cannot be shown");
    answerError(exchange, error, registry);
  };
  const show = (exchange: Exchange, { status, fields, body }: Page, { release }: Admission) => {
    answer(exchange, status, fields, body);
    release();
  };

  return (exchange) => {
    const { method, path, headers } = exchange;
    const page = method === "GET" || method === "HEAD" ? pages(path, headers["if-none-match"]) : undefined;
    if (page === undefined) return false;
    try {
      const admission = guard.admitToDocs(exchange);
      if (admission instanceof Promise) {
        admission.then((given) => show(exchange, page, given)).catch((reason: unknown) => refuse(exchange, reason));
      } else {
        show(exchange, page, admission);
      }
    } catch (reason) {
      refuse(exchange, reason);
    }
    return true;
  };
}
