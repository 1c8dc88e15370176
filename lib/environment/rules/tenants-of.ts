import { stringsOf } from '../values';

/** Tenants of an environment that are texts. */
export const tenantsOf = (name: string, listed: unknown): string[] =>
  listed === undefined ? [name] : stringsOf(listed);
