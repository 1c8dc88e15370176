import { DEFAULT_QUERY_TIMEOUT } from '../defaults';
import { isInAws } from '../endpoint/object-store';
import { idleProblems } from '../endpoint/exposure/validate';
import { severalTenantsProblems, userProblems } from '../endpoint/users';
import { isList } from '../input/forms';
import { plainCopy, readOf } from '../input/plain-copy';
import { noEffect } from '../input/no-effect';
import type { Problem } from '../input/problems';
import { isReadable } from '../input/props';
import { isPlain } from '../input/show';
import { newerKeyProblems } from './config/keys/newer';
import { configurationProblems } from './config/problems';
import type { LokiChartProps } from './props';
import { sizeProblems } from './sizes/together';
import { unknownTenant } from '../endpoint/tenants';
import { topicConflicts } from './topics';

/** Problems of properties of a `LokiChart` that contradict each other. `problems` are those of single properties. */
export function problemsTogether(problems: readonly Problem[], props: LokiChartProps): Problem[] {
  return [
    ...roleAndKey(problems, props),
    ...sizesOf(props),
    ...configurationOf(props),
    ...topicsOf(problems, props),
    ...doorProblems(problems, props),
    ...ofTenants(props),
  ];
}

/** True if one of the properties has a problem of its own. Checks of several properties are then skipped. */
const isRefused = (problems: readonly Problem[], properties: RegExp): boolean =>
  problems.some(({ path }) => properties.test(path));

/** Problem of a role beside an access key: Loki's client prefers the key. */
function roleAndKey(problems: readonly Problem[], props: LokiChartProps): Problem[] {
  if (isRefused(problems, /^(identity|store)\b/)) return [];
  const { identity, store } = props;
  if (isInAws(store) || identity.roleArn === undefined) return [];
  return [noEffect('identity.roleArn', identity.roleArn, 'store.endpoint has an access key')];
}

/** Problems of sizes that do not fit the volume. */
function sizesOf(props: LokiChartProps): Problem[] {
  const [volume, ingesterZones, rolloutOperator, zones, sizes, autoscaling, oneNode, config] = (
    [
      'gigabytesPerDay',
      'ingesterZones',
      'rolloutOperator',
      'zones',
      'sizes',
      'autoscaling',
      'oneNode',
      'config',
    ] as const
  ).map((key) => plainCopy(readOf(props, key)));
  const gigabytesPerDay = typeof volume === 'number' ? volume : undefined;
  return sizeProblems(
    { gigabytesPerDay, ingesterZones, rolloutOperator, zones, sizes, autoscaling, oneNode, config },
    '',
  );
}

/** Problems of keys of Loki's configuration, and of limits of tenants. */
function configurationOf(props: LokiChartProps): Problem[] {
  const [config, tenantLimits, deletes, images] = (['config', 'tenantLimits', 'deletes', 'images'] as const).map(
    (key) => plainCopy(readOf(props, key)),
  );
  const image = isPlain(images) ? images['loki'] : undefined;
  return [
    ...configurationProblems({ config, tenantLimits, deletes }),
    ...newerKeyProblems({ config, tenantLimits, image }),
  ];
}

/** Problems of topics of Kafka that share the name of a tenant. */
function topicsOf(problems: readonly Problem[], props: LokiChartProps): Problem[] {
  if (problems.length > 0) return [];
  const { kafka, tenants } = props;
  return kafka ? topicConflicts('tenants', kafka, tenants) : [];
}

/** Problem of a door that ends connections before the longest query is answered. */
function doorProblems(problems: readonly Problem[], props: LokiChartProps): Problem[] {
  if (isRefused(problems, /^(queryTimeout|expose)\b/)) return [];
  const timeout = props.queryTimeout ?? DEFAULT_QUERY_TIMEOUT;
  return idleProblems(props.expose, timeout.toSeconds(), 'queryTimeout');
}

/** Problems of users and rules that name a tenant which does not exist. */
function ofTenants(props: LokiChartProps): Problem[] {
  const [readers, writers, deletes, rules, tenants] = (
    ['readers', 'writers', 'deletes', 'rules', 'tenants'] as const
  ).map((key) => plainCopy(readOf(props, key)));
  if (!isList(tenants)) return [];
  const known = tenants as string[];
  const ofRules = isReadable(rules) ? Object.keys(rules) : [];
  return [
    ...userProblems({ readers, writers, deletes }, known),
    ...severalTenantsProblems(readers, plainCopy(readOf(props, 'config')), 'config'),
    ...ofRules.flatMap((tenant) => unknownTenant(`rules.${tenant}`, tenant, known)),
  ];
}
