import { type Problem, problemOfValue } from '../../input/problems';
import { validateOwnedKeys, validateOwnedLimits } from './keys/owned';
import { lokiSeconds, retentionFault } from './retention';
import { validateLimits, validateLokiConfig } from './validate';
import { isPlain } from '../../input/show';

/** Changes to Loki's configuration and limits of tenants, valid or not. */
export interface ConfigurationInput {
  /** Changes to the configuration. @default - none */
  readonly config?: unknown;

  /** Limits by tenant. @default - none */
  readonly tenantLimits?: unknown;

  /** True if lines may be deleted through the gateway. @default false */
  readonly deletes?: unknown;
}

/** Problem of deletions that Loki refuses. */
function refusedDeletes(limits: Readonly<Record<string, unknown>>, root: string): Problem[] {
  if (limits['deletion_mode'] !== 'disabled') return [];
  const found = 'disabled, so Loki refuses each of the requests that deletes lets through';
  return [{ path: `${root}.deletion_mode`, found, fix: 'leave out one of the two' }];
}

/** Retentions in limits that are too short or too long: of everything, where 0 is for ever, and of streams. */
function retentionProblems(limits: Readonly<Record<string, unknown>>, root: string): Problem[] {
  const streams: unknown[] = Array.isArray(limits['retention_stream']) ? limits['retention_stream'] : [];
  const all = [
    { path: `${root}.retention_period`, value: limits['retention_period'], isEndless: true },
    ...streams.map((stream, index) => ({
      path: `${root}.retention_stream[${index}].period`,
      value: isPlain(stream) ? stream['period'] : undefined,
      isEndless: false,
    })),
  ];
  return all.flatMap(({ path, value, isEndless }) => {
    const seconds = typeof value === 'string' ? lokiSeconds(value) : undefined;
    if (seconds === undefined || (seconds === 0 && isEndless)) return [];
    const fault = retentionFault(seconds);
    return fault ? [problemOfValue(path, value, fault)] : [];
  });
}

/**
 * Finds everything that is wrong with a user's configuration of Loki, at most one problem per path. `root` is the prefix
 * of paths, such as `loki.`. Values that are not objects are ignored: their own form is wrong.
 */
export function configurationProblems({ config, tenantLimits, deletes }: ConfigurationInput, root = ''): Problem[] {
  const limits = isPlain(tenantLimits) ? Object.entries(tenantLimits) : [];
  const everyone = isPlain(config) ? config['limits_config'] : undefined;
  const find = (
    value: unknown,
    path: string,
    ...finders: ((value: Record<string, unknown>, path: string) => Problem[])[]
  ) => (isPlain(value) ? finders.flatMap((finder) => finder(value, `${root}${path}`)) : []);
  const problems = [
    ...find(config, 'config', validateLokiConfig, validateOwnedKeys),
    ...find(everyone, 'config.limits_config', retentionProblems),
    ...(deletes === true || isPlain(deletes) ? find(everyone, 'config.limits_config', refusedDeletes) : []),
    ...limits.flatMap(([tenant, own]) =>
      find(own, `tenantLimits.${tenant}`, validateLimits, validateOwnedLimits, retentionProblems),
    ),
  ];
  const seen = new Set<string>();
  return problems
    .filter(({ path }) => !seen.has(path) && seen.add(path))
    .map(({ path, found, fix }) => ({ path, found, fix }));
}
