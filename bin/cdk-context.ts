import { existsSync, readFileSync } from 'node:fs';
import { InputError } from '../charts/input/problems';
import { isRecord } from '../lib/manifests/shape';

const FILE = 'cdk.json';

/**
 * Context of cdk.json: with it, templates are the same as those of the CDK CLI.
 *
 * @throws InputError if the file is not JSON
 */
export function cdkContext(): Record<string, unknown> {
  if (!existsSync(FILE)) return {};
  try {
    const { context = {} } = JSON.parse(readFileSync(FILE, 'utf8')) as { context?: unknown };
    if (isRecord(context)) return context;
  } catch {
    // Refused below, like any other value.
  }
  const fix = 'restore it from version control, or remove it';
  throw new InputError([{ path: FILE, found: 'cannot be read as a JSON object whose context is an object', fix }]);
}
