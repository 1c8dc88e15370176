import { existsSync, readFileSync } from 'node:fs';
import { InputError, show } from '../charts/input/problems';
import { isRecord } from '../lib/manifests/shape';

const FILE = 'cdk.json';

/**
 * Context of cdk.json: with it, templates are the same as those of the CDK CLI.
 *
 * @throws InputError if the file, or the context of the environment, is not JSON
 */
export function cdkContext(): Record<string, unknown> {
  givenContext();
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

/** Variable in which the CDK CLI gives an app its context, which the CDK reads, too. */
const VARIABLE = 'CDK_CONTEXT_JSON';

/**
 * Context that the CDK CLI gives an app.
 *
 * @throws InputError if it is not a JSON object
 */
export function givenContext(): Record<string, unknown> {
  const text = process.env[VARIABLE];
  if (text === undefined) return {};
  try {
    const context = JSON.parse(text) as unknown;
    if (isRecord(context)) return context;
  } catch {
    // Refused below, like any other value.
  }
  const fix = 'unset it: cdk sets it by itself';
  throw new InputError([{ path: VARIABLE, found: `${show(text)} is not a JSON object`, fix }]);
}
