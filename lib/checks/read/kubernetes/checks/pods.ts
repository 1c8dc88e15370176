import { LABEL_VALUE } from '../../../../../charts/input/forms';
import { show } from '../../../../../charts/input/show';
import { asList, type Block, isText, record, records } from '../../../../manifests/shape';
import { type ApiFault, type Check, faultIf, faultsOfTwice, given, has, isOpen } from '../fault';

/** Names that occur twice. */
const twice = (items: readonly Block[]): string[] => {
  const names = items.map(({ name }) => name);
  return [...new Set(names.filter((name, index) => isText(name) && name !== '' && names.indexOf(name) < index))].map(
    String,
  );
};

/** Faults of names of a pod, and of its DNS. */
const pod: Check = (value) => {
  const containers = ['initContainers', 'containers', 'ephemeralContainers'].flatMap((key) => records(value[key]));
  const { nameservers } = record(value['dnsConfig']);
  const count = asList(nameservers).length;
  return [
    ...twice(containers).map((name) => ({
      path: `containers[${name}]`,
      found: 'is the name of two containers of the pod',
      fix: 'give each a name of its own',
    })),
    ...twice(records(value['volumes'])).map((name) => ({
      path: `volumes[${name}]`,
      found: 'is the name of two volumes of the pod',
      fix: 'give each a name of its own',
    })),
    ...faultIf(
      value['dnsPolicy'] === 'None' && count === 0,
      'dnsPolicy',
      'None needs dnsConfig.nameservers',
      'write them, or leave dnsPolicy out',
    ),
    ...faultIf(count > 3, 'dnsConfig.nameservers', `has ${count}, and a pod takes 3`, 'leave some out'),
    ...faultIf(
      value['hostPID'] === true && value['shareProcessNamespace'] === true,
      'shareProcessNamespace',
      'true, and hostPID is true',
      'leave one of them out',
    ),
    ...(value['hostNetwork'] === true ? hostPorts(value) : []),
    ...portsTwice(value),
    ...(value['hostUsers'] === false ? SHARED.filter((key) => value[key] === true) : []).map((key) => ({
      path: key,
      found: 'true, and hostUsers is false',
      fix: 'leave one of them out',
    })),
    ...faultsOfTwice(
      records(value['schedulingGates']).map(({ name }) => name),
      (index) => `schedulingGates[${index}].name`,
    ),
    ...sleeps(value),
    ...initContainers(value),
    ...spreads(value),
  ];
};

/** Faults of ports of a pod in the network of its node. */
const hostPorts = (value: Block): ApiFault[] =>
  records(value['containers']).flatMap((container) =>
    records(container['ports']).flatMap(({ hostPort, containerPort }, index) =>
      faultIf(
        typeof hostPort === 'number' && hostPort !== 0 && hostPort !== containerPort,
        `containers[${String(container['name'])}].ports[${index}].hostPort`,
        `${show(hostPort)} is not containerPort, ${show(containerPort)}, and hostNetwork is true`,
        'leave it out',
      ),
    ),
  );

/** Namespaces of the node that a pod with users of its own cannot share. */
const SHARED = ['hostNetwork', 'hostPID', 'hostIPC'];

/** Faults of ports of the node that a pod takes twice. */
function portsTwice(value: Block): ApiFault[] {
  const all = records(value['containers']).flatMap((container) =>
    records(container['ports'])
      .map(
        (port, index) =>
          ({ ...port, at: `containers[${String(container['name'])}].ports[${index}].hostPort` }) as Block,
      )
      .filter(({ hostPort }) => typeof hostPort === 'number' && hostPort !== 0),
  );
  const keys = all.map(({ hostPort, hostIP, protocol }) =>
    [hostPort, hostIP ?? '', protocol ?? 'TCP'].map(String).join(' '),
  );
  return all.flatMap(({ at, hostPort }, index) =>
    faultIf(
      keys.indexOf(keys[index] as string) < index,
      String(at),
      `${show(hostPort)} is taken twice`,
      'leave one of them out',
    ),
  );
}

/** Faults of hooks that sleep for longer than a pod has to end. */
function sleeps(value: Block): ApiFault[] {
  const grace = value['terminationGracePeriodSeconds'] ?? 30;
  return records(value['containers']).flatMap((container) =>
    ['postStart', 'preStop'].flatMap((hook) => {
      const { seconds } = record(record(record(container['lifecycle'])[hook])['sleep']);
      const isLong = typeof seconds === 'number' && typeof grace === 'number' && seconds > grace;
      return faultIf(
        isLong,
        `containers[${String(container['name'])}].lifecycle.${hook}.sleep.seconds`,
        `${show(seconds)} is more than terminationGracePeriodSeconds, ${show(grace)}`,
        'use a longer terminationGracePeriodSeconds',
      );
    }),
  );
}

/** Fields that are for containers that go on. */
const LASTING = ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'];

/** Faults of init containers that end, and have what is for others. */
const initContainers = (value: Block): ApiFault[] =>
  records(value['initContainers'])
    .filter(({ restartPolicy }) => restartPolicy !== 'Always')
    .flatMap((container) =>
      given(container, LASTING).map((field) => ({
        path: `initContainers[${String(container['name'])}].${field}`,
        found: 'is not for an init container that ends',
        fix: 'remove it, or write restartPolicy: Always for a sidecar',
      })),
    );

/** Faults of two constraints of one kind. */
function spreads(value: Block): ApiFault[] {
  const kinds = records(value['topologySpreadConstraints']).map(
    ({ topologyKey, whenUnsatisfiable }) => `${String(topologyKey)}, ${String(whenUnsatisfiable)}`,
  );
  return kinds.flatMap((kind, index) =>
    faultIf(
      kinds.indexOf(kind) < index,
      `topologySpreadConstraints[${index}]`,
      `is the second one for ${kind}`,
      'remove one of them',
    ),
  );
}

const toleration: Check = (value) => {
  const { operator, key, value: text, effect, tolerationSeconds } = value;
  if ([operator, key, effect, text].some(isOpen)) return [];
  return [
    ...faultIf(
      (operator ?? 'Equal') === 'Equal' && isText(text) && LABEL_VALUE.faultOf(text) !== undefined,
      'value',
      `${show(text)} is not a value of a label`,
      'use letters, digits, hyphens, dots and underscores',
    ),
    ...faultIf(
      operator === 'Exists' && isText(text) && text !== '',
      'value',
      `${show(text)}, and the operator is Exists`,
      'leave it out, or use Equal',
    ),
    ...faultIf(
      !key && operator !== 'Exists',
      'operator',
      'is not Exists, and there is no key',
      'write the key, or operator: Exists',
    ),
    ...faultIf(
      tolerationSeconds !== undefined && tolerationSeconds !== null && effect !== 'NoExecute',
      'tolerationSeconds',
      'is for the effect NoExecute',
      'leave it out, or write effect: NoExecute',
    ),
  ];
};

const matchLabelKeys: Check = (value) =>
  faultIf(
    asList(value['matchLabelKeys']).length > 0 && !has(value, 'labelSelector'),
    'matchLabelKeys',
    'needs a labelSelector',
    'write the labelSelector',
  );

const spread: Check = (value) => [
  ...matchLabelKeys(value),
  ...faultIf(
    has(value, 'minDomains') && value['whenUnsatisfiable'] === 'ScheduleAnyway',
    'minDomains',
    'is for DoNotSchedule',
    'leave it out',
  ),
];

/** Faults of the values of a condition on a label. */
const condition: Check = ({ operator, values }) => {
  const count = asList(values).length;
  if (operator === 'In' || operator === 'NotIn') {
    return faultIf(count === 0, 'values', `is empty, and the operator is ${operator}`, 'write the values');
  }
  if (operator === 'Exists' || operator === 'DoesNotExist') {
    return faultIf(count > 0, 'values', `has values, and the operator is ${operator}`, 'leave it out');
  }
  const isWrong = (operator === 'Gt' || operator === 'Lt') && count !== 1;
  return faultIf(isWrong, 'values', `has ${count} values, and the operator is ${operator}`, "write one such as ['4']");
};

/** Faults of conditions on fields of a node: it has one that counts. */
const nodeTerm: Check = (value) =>
  records(value['matchFields']).flatMap(({ key, values }, index) => [
    ...faultIf(
      isText(key) && key !== 'metadata.name' && !isOpen(key),
      `matchFields[${index}].key`,
      `${show(key)} is not metadata.name`,
      'write metadata.name, or use matchExpressions',
    ),
    ...faultIf(asList(values).length > 1, `matchFields[${index}].values`, 'has several values', 'write one'),
  ]);

const sysctls: Check = (value) =>
  faultsOfTwice(
    records(value['sysctls']).map(({ name }) => name),
    (index) => `sysctls[${index}].name`,
  );

/** Fault of a claim of devices. */
const resourceClaim: Check = (value) => {
  const there = given(value, ['resourceClaimName', 'resourceClaimTemplateName']);
  const [found, fix] =
    there.length > 0 ? ['has two sources', 'write one of them'] : ['has no source', 'write resourceClaimName'];
  return faultIf(there.length !== 1, '', found, fix);
};

/** Fault of containers that somebody adds to a pod that runs. */
const template: Check = (value) =>
  faultIf(
    asList(record(value['spec'])['ephemeralContainers']).length > 0,
    'spec.ephemeralContainers',
    'is for pods that run',
    'use kubectl debug',
  );

/** Checks of pods and of what is in them, aside from containers and volumes. */
export const POD_CHECKS: Readonly<Record<string, readonly Check[]>> = {
  PodTemplateSpec: [template],
  PodSpec: [pod],
  Toleration: [toleration],
  TopologySpreadConstraint: [spread],
  PodAffinityTerm: [matchLabelKeys],
  LabelSelectorRequirement: [condition],
  NodeSelectorRequirement: [condition],
  NodeSelectorTerm: [nodeTerm],
  PodSecurityContext: [sysctls],
  PodResourceClaim: [resourceClaim],
};
