import type { LokiEndpoint } from '../../../endpoint/endpoint';
import { InputError, type Problem } from '../../../input/problems';
import { show, showAll } from '../../../input/show';
import type { AlloySources } from '../library';
import type { PushSettings } from './settings';

/** @throws InputError if a receiver has a tenant that the endpoint does not accept */
export function checkReceivers(sources: AlloySources | undefined, { tenants }: LokiEndpoint): void {
  const { push, otlp, syslog, firehose } = sources ?? {};
  const problems = Object.entries({ push, otlp, syslog, firehose }).flatMap(([name, settings]): Problem[] => {
    if (settings === undefined || typeof settings === 'boolean') return [];
    const { tenant, tenants: chosen = [] }: PushSettings = settings;
    const named = [
      ...(tenant === undefined ? [] : [{ path: 'tenant', value: tenant }]),
      ...chosen.map((value, index) => ({ path: `tenants[${index}]`, value })),
    ];
    return named
      .filter(({ value }) => !tenants.includes(value))
      .map(({ path, value }) => ({
        path: `alloy.${name}.${path}`,
        found: `${show(value)} is not one of the tenants, ${showAll(tenants)}`,
        fix: `add ${show(value)} to them, or leave it out`,
      }));
  });
  if (problems.length > 0) throw new InputError(problems);
}
