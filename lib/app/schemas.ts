import { custom } from '../environment/schema/fields';
import type { Environment } from '../environment/environment';
import { objectOfCdk } from '../environment/constructs/validate';

/** A resolved environment. */
export const environment = objectOfCdk<Environment>(
  'a resolved environment',
  "resolveEnvironment('prod', { … })",
  'name',
  'chartsProps',
  'credentials',
  'props',
);

/** A function. */
export const aFunction = (example: string) =>
  custom((value) => typeof value === 'function', { wrong: 'is not a function', fix: `write one such as ${example}` });
