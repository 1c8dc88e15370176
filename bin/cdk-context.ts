import { existsSync, readFileSync } from 'node:fs';

/** What cdk.json tells the app, so that its templates are those the CDK CLI would make. */
export function cdkContext(): Record<string, unknown> {
  if (!existsSync('cdk.json')) return {};
  const { context = {} } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { context?: Record<string, unknown> };
  return context;
}
