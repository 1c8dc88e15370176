import { inspect, types } from 'node:util';
import { InputError } from '../../charts/input/problems';
import { checkCharts } from '../../lib/checks/checked-charts';
import { type EnvironmentProps, resolveEnvironment } from '../../lib/environment/environment';
import { validateEnvironments } from '../../lib/environment/validate';
import type { Random } from '../helpers/random';
import { type Case, type Family, faultOf, hostile } from './family';

/** An environment with a value in most fields. */
const valid = (): Record<string, unknown> => ({
  account: '111122223333',
  region: 'us-east-1',
  cluster: { create: { admins: ['arn:aws:iam::111122223333:role/admin'], kubernetesVersion: '1.34', mode: 'auto' } },
  volume: '500 GB/day',
  retention: '28d',
  tenants: ['platform', 'apps'],
  tenantNamespaces: { apps: ['shop', 'web-*'] },
  loki: { limits: { ingestion_rate_mb: 10 }, replicas: { querier: 3 }, queryTimeout: '2m' },
  alloy: { sources: { journal: false }, extraSources: [] },
  grafana: { namespace: 'grafana' },
  credentials: { from: 'kubernetes-secret' },
  labels: { team: 'a' },
  workloads: { loki: { tolerations: [] } },
});

/** Replaces a value somewhere in an object. */
function spoil(random: Random, object: Record<string, unknown>): void {
  const key =
    random.below(8) === 0 ? random.of(['__proto__', 'constructor', 'x', 'customize']) : random.of(Object.keys(object));
  const inner: unknown = Object.getOwnPropertyDescriptor(object, key)?.value;
  if (types.isProxy(inner)) return;
  if (typeof inner === 'object' && inner !== null && Object.keys(inner).length > 0 && random.below(3) > 0) {
    return spoil(random, inner as Record<string, unknown>);
  }
  Object.defineProperty(object, key, { value: hostile(random), enumerable: true, configurable: true, writable: true });
}

export const environments: Family = {
  share: 0.5,
  make: (random): Case => {
    const name = random.below(6)
      ? 'dev'
      : String(random.of(['constructor', '__proto__', 'a b', 'é', '', 'x'.repeat(99)]));
    const environment = valid();
    for (let count = random.below(3) + 1; count > 0; count--) spoil(random, environment);
    const input = Object.fromEntries([[name, environment]]);
    return {
      input: inspect(input, { depth: 5, breakLength: Infinity }),
      run: () => {
        try {
          const problems = validateEnvironments(input);
          if (problems.length > 0) throw new InputError(problems);
          checkCharts([resolveEnvironment(name, environment as unknown as EnvironmentProps)]);
          return undefined;
        } catch (error) {
          return faultOf(error);
        }
      },
    };
  },
};
