import type { DescMethod, DescService } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { healthService } from "../health/descriptor.ts";
import type { Log } from "../telemetry/log.ts";
import type { Fields } from "../upstream/connection.ts";
import { createAuthenticator, type Identifiable } from "./authenticate.ts";
import { addressKey, clientAddress } from "./client-address.ts";
import { type Concurrency, createConcurrency } from "./concurrency.ts";
import { openRoute, type Policy, type RoutePolicy } from "./policy.ts";
import type { Principal } from "./principal.ts";
import { createRateLimiter, type RateLimiter } from "./rate-limit.ts";
import { type Access, accessOf, demandScopes } from "./scopes.ts";
import type { Timeouts } from "./timeouts.ts";

/** Stands before every call. */
export interface Guard {
  /**
   * Lets a call in, or throws (or rejects with) the ConnectError for its caller; the `metadata` of the error are fields of the
   * response. The answer is a promise only where a token has to be verified that was not seen before.
   */
  admit(method: DescMethod, request: GuardedRequest): Admission | Promise<Admission>;
  /** The same for a request of the pages that say what there is to call. */
  admitToDocs(request: GuardedRequest): Admission | Promise<Admission>;
  /** Whether callers of a method need no credentials. */
  isOpen(method: DescMethod): boolean;
  /** Reads files of keys again, for example on SIGHUP. */
  reload(): void;
  close(): void;
}

/** What is looked at of a request. */
export interface GuardedRequest extends Identifiable {
  readonly remoteAddress: string;
}

/** A call that was let in. */
export interface Admission {
  readonly principal: Principal | undefined;
  /** To be sent upstream beside what the client sent, of which {@link isWithheld} says what is left out. */
  readonly upstreamFields: Fields;
  /** To be sent with the response, whichever it is. */
  readonly responseFields: Fields;
  readonly timeouts: Timeouts;
  /** The largest request message; undefined where the route says nothing. */
  readonly maxRequestBytes: number | undefined;
  /** Whether the upstream gets to see the client's credentials. */
  readonly passAuthorization: boolean;
  /** To be called when the call is over, whichever way; may be called twice. */
  release(): void;
}

export interface GuardOptions {
  readonly policy: Policy;
  /** What is behind the gateway, and by which upstream it is served. */
  readonly services: readonly { readonly service: DescService; readonly upstream: string }[];
  readonly log: Log;
}

/** What the methods of a route share. */
interface SharedLimits {
  readonly route: RoutePolicy;
  readonly limiter: Limiter | undefined;
  readonly concurrency: Concurrency | undefined;
}

/** What holds for a method, worked out once. */
interface Plan extends SharedLimits {
  readonly name: string;
  readonly access: Access;
  readonly timeouts: Timeouts;
}

/** The two limits of a route: of those who are known, and of everybody else. */
interface Limiter {
  readonly principals: RateLimiter | undefined;
  readonly addresses: RateLimiter;
}

const noFields: Fields = [];
const unlimited: SharedLimits = { route: openRoute, limiter: undefined, concurrency: undefined };
const nothing = () => undefined;

/**
 * Makes a guard. Throws, with a reason for the operator, where a file of keys cannot be read or where the access option of a method
 * contradicts itself. Methods of no service in the list, which are the gateway's own, have no limits; reflection and
 * the pages that say what there is to call need what every method needs, health is public.
 */
export function createGuard({ policy, services, log }: GuardOptions): Guard {
  const { auth, trustedProxies } = policy;
  const plans = createPlans(policy, services);
  const scoped = [...plans.values()].filter(({ access }) => access.scopes.length > 0);
  if (auth === undefined && scoped.length > 0) {
    log.warn(
      { methods: scoped.map(({ name }) => name) },
      "authentication is not configured: nobody is asked for these scopes",
    );
  }
  const authenticator = auth === undefined ? undefined : createAuthenticator(auth, log);

  const planFor = (method: DescMethod): Plan => {
    let plan = plans.get(method);
    if (plan === undefined) {
      plan = planOf(method);
      plans.set(method, plan);
    }
    return plan;
  };

  const isOpen = ({ access: { public: isPublic = !auth?.required, scopes } }: Plan): boolean =>
    authenticator === undefined || (isPublic && scopes.length === 0);

  const proceed = (plan: Plan, principal: Principal | undefined, address: () => string): Admission => {
    if (authenticator !== undefined) {
      if (principal !== undefined) demandScopes(principal, plan.access.scopes);
      else if (!isOpen(plan)) throw authenticator.missing();
    }
    const responseFields = count(plan.limiter, principal, address) ?? noFields;
    return {
      principal,
      upstreamFields: principal?.fields ?? noFields,
      responseFields,
      timeouts: plan.timeouts,
      maxRequestBytes: plan.route.maxRequestBytes,
      // Where nobody is asked here, whoever is behind may want to ask.
      passAuthorization: authenticator === undefined || plan.route.passAuthorization,
      release: plan.concurrency?.enter() ?? nothing,
    };
  };

  const admit = (plan: Plan, request: GuardedRequest): Admission | Promise<Admission> => {
    const address = () => addressKey(clientAddress(request.headers, request.remoteAddress, trustedProxies));
    if (authenticator === undefined) return proceed(plan, undefined, address);
    // Credentials that are not valid count against the address: nobody tries them out faster than anybody may call.
    const addresses = plan.limiter?.addresses;
    const refuse = (error: unknown): never => {
      if (error instanceof ConnectError && error.code === Code.Unauthenticated) addresses?.take(address());
      throw error;
    };
    let identified: Principal | undefined | Promise<Principal>;
    try {
      identified = authenticator.identify(request, () => addresses?.check(address()));
    } catch (error) {
      return refuse(error);
    }
    return identified instanceof Promise
      ? identified.then((principal) => proceed(plan, principal, address), refuse)
      : proceed(plan, identified, address);
  };
  const docs: Plan = {
    ...unlimited,
    name: "documentation",
    access: { public: auth?.publicDocs || undefined, scopes: [] },
    timeouts: { defaultMs: undefined, maxMs: undefined },
  };

  return {
    admit: (method, request) => admit(planFor(method), request),
    admitToDocs: (request) => admit(docs, request),
    isOpen: (method) => isOpen(planFor(method)),
    reload: () => authenticator?.reload(),
    close: () => authenticator?.close(),
  };
}

function count(limiter: Limiter | undefined, principal: Principal | undefined, address: () => string) {
  if (limiter === undefined) return undefined;
  if (principal === undefined || limiter.principals === undefined) return limiter.addresses.take(address());
  return limiter.principals.take(`${principal.issuer} ${principal.id}`);
}

function createPlans({ routes }: Policy, services: GuardOptions["services"]): Map<DescMethod, Plan> {
  const shared = new Map([...routes].map(([upstream, route]) => [upstream, createShared(route)]));
  return new Map(
    services.flatMap(({ service, upstream }) =>
      service.methods.map((method) => [method, planOf(method, shared.get(upstream))] as const),
    ),
  );
}

/** What all methods of a route share. */
function createShared(route: RoutePolicy): SharedLimits {
  const { rateLimit: rate, maxConcurrentCalls: calls } = route;
  return {
    route,
    limiter: rate && {
      addresses: createRateLimiter("address", rate),
      principals: rate.by === "principal" ? createRateLimiter("principal", rate) : undefined,
    },
    concurrency: calls === undefined ? undefined : createConcurrency(calls),
  };
}

function planOf(method: DescMethod, shared: SharedLimits = unlimited): Plan {
  const { defaultTimeoutMs, maxTimeoutMs } = shared.route;
  // A stream that is watched lives as long as its reader, unless one of the two says otherwise.
  const isShort = method.methodKind === "unary" || method.methodKind === "client_streaming";
  return {
    ...shared,
    name: `${method.parent.typeName}/${method.name}`,
    // Probes have no credentials.
    access: method.parent.typeName === healthService.typeName ? { public: true, scopes: [] } : accessOf(method),
    timeouts: { defaultMs: isShort ? defaultTimeoutMs : undefined, maxMs: maxTimeoutMs },
  };
}
