import type { DescService, FileRegistry } from "@bufbuild/protobuf";
import type { Route } from "../config/routes.ts";
import { servicesOf } from "../descriptors.ts";

/** A service, and who serves it. */
export interface RoutedService {
  readonly service: DescService;
  readonly upstream: string;
}

/**
 * Every service that the routes name. Throws where a route's package describes no service, where two routes serve the same
 * one, or where one would hide a service of the gateway's own.
 */
export function routedServices(
  registry: FileRegistry,
  routes: readonly Route[],
  own: readonly DescService[],
): RoutedService[] {
  const seen = new Set(own.map(({ typeName }) => typeName));
  return routes.flatMap(({ upstream, packages }) => {
    const services = servicesOf(registry, packages);
    if (services.length === 0) throw new Error(`no service is described in ${packages.join(", ")}`);
    for (const { typeName } of services) {
      if (seen.has(typeName)) throw new Error(`${typeName} is served twice`);
      seen.add(typeName);
    }
    return services.map((service) => ({ service, upstream }));
  });
}
