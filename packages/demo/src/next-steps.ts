/** Where the gateway of a stack listens by default. */
const DEFAULT_ADDRESSES = ["http://localhost:8080", "http://127.0.0.1:8080"];

/** What somebody who has just seen the first valuation may want to do, with lines that work as they are. */
export function nextSteps(url: string): string {
  const demo = DEFAULT_ADDRESSES.includes(url) ? "npm run demo --" : `npm run demo -- --url ${url}`;
  return `
Try next, in another terminal:
  curl -s -H 'content-type: application/json' -d '{"pageSize": 1}' ${url}/risk.v1.PortfolioService/ListPortfolios
  ${demo} --paths 16_000_000 --greeks
  ${demo} my-portfolio.json --target-standard-error 0.5
`;
}
