import { LABEL_KEY } from '../../../../../charts/input/forms';
import { show } from '../../../../../charts/input/show';
import { parseQuantity } from '../../../../manifests/quantity';
import { asList, type Block, record, records } from '../../../../manifests/shape';
import { type ApiFault, type Check, faultIf, faultsOfTwice, isOpen } from '../fault';
import { SCOPES } from '../scopes';
import { isNegative, isResource } from './containers';

/** Fields of a limit with quantities. */
const LIMITS = ['min', 'max', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const;

/** Pairs of fields of which the first is not above the second. */
const ORDER: readonly (readonly [(typeof LIMITS)[number], (typeof LIMITS)[number]])[] = [
  ['min', 'max'],
  ['min', 'default'],
  ['min', 'defaultRequest'],
  ['default', 'max'],
  ['defaultRequest', 'default'],
  ['defaultRequest', 'max'],
];

/** Fields that a limit of whole pods does not have. */
const OF_CONTAINERS = ['default', 'defaultRequest'];

/** Faults of a limit of a namespace. */
const limit: Check = (value) => {
  const all = Object.fromEntries(LIMITS.map((field) => [field, record(value[field])]));
  const names = [...new Set(LIMITS.flatMap((field) => Object.keys(all[field] ?? {})))];
  const isOfPods = value['type'] === 'Pod';
  const of = (field: string, name: string): number | undefined => parseQuantity(all[field]?.[name]);
  const ratio = (name: string): number => of('maxLimitRequestRatio', name) ?? 1;
  return [
    ...OF_CONTAINERS.flatMap((field) =>
      faultIf(isOfPods && Object.keys(all[field] ?? {}).length > 0, field, 'is for containers', 'leave it out'),
    ),
    ...faultIf(
      value['type'] === 'PersistentVolumeClaim' &&
        of('min', 'storage') === undefined &&
        of('max', 'storage') === undefined,
      'max.storage',
      'is missing, and min.storage, too',
      'write one of them',
    ),
    ...names.flatMap((name) => [
      ...ORDER.flatMap(([lower, upper]) => {
        const [low, high] = [of(lower, name), of(upper, name)];
        if (isOfPods && (OF_CONTAINERS.includes(lower) || OF_CONTAINERS.includes(upper))) return [];
        const found = `${show(all[lower]?.[name])} is more than ${upper}, ${show(all[upper]?.[name])}`;
        return faultIf(low !== undefined && high !== undefined && low > high, `${lower}.${name}`, found, 'lower it');
      }),
      ...faultIf(
        ratio(name) > (of('max', name) ?? Infinity) / (of('min', name) ?? 1) && of('min', name) !== undefined,
        `maxLimitRequestRatio.${name}`,
        `${show(all['maxLimitRequestRatio']?.[name])} is more than max divided by min`,
        'lower it',
      ),
      ...faultIf(
        ratio(name) < 1,
        `maxLimitRequestRatio.${name}`,
        `${show(all['maxLimitRequestRatio']?.[name])} is less than 1`,
        'use at least 1',
      ),
    ]),
    ...(value['type'] === 'Container' || isOfPods
      ? LIMITS.flatMap((field) =>
          Object.keys(all[field] ?? {}).flatMap((name) =>
            faultIf(
              !isResource(name),
              `${field}.${name}`,
              'is not a resource of containers',
              'use cpu, memory or ephemeral-storage, or the full name of another',
            ),
          ),
        )
      : []),
  ];
};

const limits: Check = (value) =>
  faultsOfTwice(
    records(value['limits']).map(({ type }) => type),
    (index) => `limits[${index}].type`,
  );

/** Objects that a quota counts. */
const COUNTED =
  'pods services replicationcontrollers resourcequotas secrets configmaps persistentvolumeclaims services.nodeports services.loadbalancers';

/** Resources of a quota whose names have no domain. */
const QUOTA = new RegExp(
  `^(${COUNTED.replaceAll('.', '\\.').replaceAll(' ', '|')}|cpu|memory|ephemeral-storage|(requests|limits)\\.(cpu|memory|ephemeral-storage)|requests\\.storage|(requests\\.)?hugepages-.+)$`,
);

/** True for a resource that a quota may limit. */
const isOfQuota = (name: string): boolean =>
  isOpen(name) || (name.includes('/') ? LABEL_KEY.faultOf(name) === undefined : QUOTA.test(name));

/** True for a resource with a domain that has no parts, such as a number of objects. */
const isWholeOnly = (name: string): boolean =>
  name.includes('/') && !name.includes('kubernetes.io/') && !name.startsWith('requests.');

/** Faults of what a quota limits. */
function hardFaults(hard: Block): ApiFault[] {
  return Object.entries(hard).flatMap(([name, quantity]) => {
    const number = parseQuantity(quantity);
    const isPart =
      number !== undefined && !Number.isInteger(number) && (COUNTED.split(' ').includes(name) || isWholeOnly(name));
    return [
      ...faultIf(
        !isOfQuota(name),
        `hard[${name}]`,
        'is not a resource that a quota limits',
        'write one such as requests.cpu, pods or count/deployments.apps',
      ),
      ...faultIf(isNegative(quantity), `hard[${name}]`, `${show(quantity)} is less than none`, 'write more'),
      ...faultIf(isPart, `hard[${name}]`, `${show(quantity)} is not a whole number`, 'write a whole number'),
    ];
  });
}

/** Scopes that no pod has both of. */
const OPPOSITE = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
] as const;

/** Faults of the scopes of a quota. */
const quota: Check = (value) => {
  const hard = record(value['hard']);
  const conditions = records(record(value['scopeSelector'])['matchExpressions']).map(({ scopeName }) => scopeName);
  const places: readonly (readonly [path: string, scopes: readonly unknown[]])[] = [
    ['scopes', asList(value['scopes'])],
    ['scopeSelector.matchExpressions', conditions],
  ];
  return [
    ...hardFaults(hard),
    ...places.flatMap(([path, scopes]) => [
      ...OPPOSITE.flatMap(([one, other]) =>
        faultIf(scopes.includes(one) && scopes.includes(other), path, `has ${one} and ${other}`, 'write one of them'),
      ),
      ...scopes.flatMap((scope) => {
        const form = SCOPES[String(scope)];
        const other = Object.keys(hard).find((name) => QUOTA.test(name) && form?.test(name) === false);
        return faultIf(
          other !== undefined,
          `hard[${String(other)}]`,
          `has no scope ${String(scope)}`,
          'write it in a quota of its own',
        );
      }),
    ]),
  ];
};

const condition: Check = ({ scopeName, operator, values }) => {
  const isNamed =
    scopeName === 'PriorityClass' || scopeName === 'VolumeAttributesClass' || SCOPES[String(scopeName)] === undefined;
  const count = asList(values).length;
  if (isOpen(operator) || isOpen(scopeName)) return [];
  if (!isNamed && operator !== 'Exists') {
    return [
      { path: 'operator', found: `${show(operator)}, and the scope is ${String(scopeName)}`, fix: 'write Exists' },
    ];
  }
  const needsValues = operator === 'In' || operator === 'NotIn';
  return [
    ...faultIf(
      needsValues && count === 0,
      'values',
      `is empty, and the operator is ${show(operator)}`,
      'write the values',
    ),
    ...faultIf(
      !needsValues && count > 0,
      'values',
      `has values, and the operator is ${show(operator)}`,
      'leave it out',
    ),
  ];
};

/** Checks of limits and quotas of namespaces. */
export const QUOTA_CHECKS: Readonly<Record<string, readonly Check[]>> = {
  LimitRangeSpec: [limits],
  LimitRangeItem: [limit],
  ResourceQuotaSpec: [quota],
  ScopedResourceSelectorRequirement: [condition],
};
