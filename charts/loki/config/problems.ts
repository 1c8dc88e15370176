import type { Problem } from '../../problems';
import { validateOwnedKeys, validateOwnedLimits } from './owned-keys';
import { validateLimits, validateLokiConfig } from './validate';
import { isBlock } from './values';

/** Changes to Loki's configuration and limits of tenants, valid or not. */
export interface ConfigurationInput {
  /** Changes to the configuration. @default - none */
  readonly config?: unknown;

  /** Limits by tenant. @default - none */
  readonly tenantLimits?: unknown;
}

/**
 * Finds everything that is wrong with a user's configuration of Loki, at most one problem per path. `root` is the prefix
 * of paths, such as `loki.`. Values that are not objects are ignored: their own form is wrong.
 */
export function configurationProblems({ config, tenantLimits }: ConfigurationInput, root = ''): Problem[] {
  const limits = isBlock(tenantLimits) ? Object.entries(tenantLimits) : [];
  const problems = [
    ...(isBlock(config)
      ? [validateLokiConfig, validateOwnedKeys].flatMap((find) => find(config, `${root}config`))
      : []),
    ...limits.flatMap(([tenant, own]) =>
      isBlock(own)
        ? [validateLimits, validateOwnedLimits].flatMap((find) => find(own, `${root}tenantLimits.${tenant}`))
        : [],
    ),
  ];
  const seen = new Set<string>();
  return problems
    .filter(({ path }) => !seen.has(path) && seen.add(path))
    .map(({ path, found, fix }) => ({ path, found, fix }));
}
