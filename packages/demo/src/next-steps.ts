/** What somebody who has just seen the first valuation may want to do, with lines that work as they are. */
export function nextSteps(url: string): string {
  const demo = url === "http://localhost:8080" ? "npm run demo --" : `npm run demo -- --url ${url}`;
  return `
Try next, in another terminal:
  curl -s -H 'content-type: application/json' -d '{"pageSize": 1}' ${url}/risk.v1.PortfolioService/ListPortfolios
  ${demo} --paths 16_000_000 --greeks
  ${demo} my-portfolio.json --target-standard-error 0.5
`;
}
