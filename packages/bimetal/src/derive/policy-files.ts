import type { Manifest } from "../manifest/model.ts";

/** The files that the policies of a gateway and of the edges from it name, as they name them, each once. */
export function policyFiles({ components, edges }: Manifest, gateway: string): string[] {
  const auth = components.find(({ name }) => name === gateway)?.policy?.auth;
  const named = [
    ...(auth?.issuers ?? []).map(({ jwks }) => ("file" in jwks ? jwks.file : undefined)),
    auth?.apiKeys,
    ...edges
      .filter(({ from }) => from === gateway)
      .flatMap(({ policy }) => [policy?.tls?.caFile, policy?.tls?.certFile, policy?.tls?.keyFile]),
  ];
  return [...new Set(named.filter((file) => file !== undefined))];
}
