import { existsSync, readFileSync } from 'node:fs';

/** Context of cdk.json: with it, templates are the same as those of the CDK CLI. */
export function cdkContext(): Record<string, unknown> {
  if (!existsSync('cdk.json')) return {};
  const { context = {} } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { context?: Record<string, unknown> };
  return context;
}
