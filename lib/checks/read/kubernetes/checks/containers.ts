import { LABEL_KEY } from '../../../../../charts/input/forms';
import { show } from '../../../../../charts/input/show';
import { parseQuantity } from '../../../../manifests/quantity';
import { asList, type Block, isText, record, records } from '../../../../manifests/shape';
import { type ApiFault, type Check, faultIf, given, has, isAgain, isOpen } from '../fault';
import { AMOUNT } from '../values';

/** Check for exactly one of some fields. */
export const oneOfFields =
  (what: string, ...keys: string[]): Check =>
  (value) => {
    const there = given(value, keys);
    if (there.length === 1) return [];
    const found = there.length > 1 ? `has ${there.join(' and ')}` : `has no ${what}`;
    const fix = there.length > 1 ? 'write one of them' : `write one of ${keys.join(', ')}`;
    return [{ path: '', found, fix }];
  };

/** Resources of a container whose names have no domain. */
const RESOURCES = /^(cpu|memory|ephemeral-storage|hugepages-.+)$/;

/** True for a resource that a container can ask for. */
export const isResource = (name: string): boolean =>
  isOpen(name) || (name.includes('/') ? LABEL_KEY.faultOf(name) === undefined : RESOURCES.test(name));

/** True for a resource of a device, whose limit is its request. Those of Kubernetes itself may be limited freely. */
const isOfDevice = (name: string): boolean => name.includes('/') && !name.includes('kubernetes.io/');

/** Resources whose limit may be above the request. */
const MAY_GROW = /^(cpu|memory|ephemeral-storage|storage)$/;

/** Faults of limits below requests, of negative quantities and of resources that do not exist. */
const resources: Check = (value) => {
  const [requests, limits] = [record(value['requests']), record(value['limits'])];
  const signs = Object.entries({ requests, limits }).flatMap(([field, all]) =>
    Object.entries(all).flatMap(([name, quantity]) =>
      faultIf(isNegative(quantity), `${field}.${name}`, `${show(quantity)} is less than none`, 'write more'),
    ),
  );
  const sizes = Object.keys(requests).flatMap((name) => {
    if (isOfDevice(name) && (limits[name] ?? undefined) === undefined && (requests[name] ?? undefined) !== undefined) {
      return [
        {
          path: `limits.${name}`,
          found: 'is missing, and nobody gets more of it than requested',
          fix: `write ${show(requests[name])}`,
        },
      ];
    }
    // A limit that is null is one of 0.
    const [request, limit] = [parseQuantity(requests[name]), parseQuantity(limits[name] === null ? 0 : limits[name])];
    if (request === undefined || limit === undefined) return [];
    const found = `${show(limits[name])} is less than the request, ${show(requests[name])}`;
    if (limit < request) return [{ path: `limits.${name}`, found, fix: 'raise the limit, or lower the request' }];
    const isEqual = limit === request || MAY_GROW.test(name);
    return faultIf(
      !isEqual,
      `limits.${name}`,
      `${show(limits[name])} is not the request, ${show(requests[name])}`,
      'make them equal',
    );
  });
  const parts = Object.entries({ requests, limits }).flatMap(([field, all]) =>
    Object.entries(all).flatMap(([name, quantity]) => {
      const number = name.includes('/') ? parseQuantity(quantity) : undefined;
      const isPart = number !== undefined && !Number.isInteger(number);
      return faultIf(isPart, `${field}.${name}`, `${show(quantity)} is not a whole number`, 'write a whole number');
    }),
  );
  return [...signs, ...parts, ...sizes, ...hugePages({ ...requests, ...limits })];
};

/** Faults of large pages of memory: they come whole, and beside others. */
const hugePages = (all: Block): ApiFault[] => {
  const pages = Object.keys(all).filter((name) => name.startsWith('hugepages-'));
  const [first] = pages;
  const isAlone = first !== undefined && all['cpu'] === undefined && all['memory'] === undefined;
  return [
    ...faultIf(isAlone, `limits.${String(first)}`, 'needs cpu or memory', 'write a request of one of them'),
    ...pages.flatMap((name) => {
      const [size, page] = [parseQuantity(all[name]), parseQuantity(name.replace('hugepages-', ''))];
      const isPart = size !== undefined && page !== undefined && size % page !== 0;
      return faultIf(isPart, `limits.${name}`, `${show(all[name])} is not a multiple of the page`, 'write one');
    }),
  ];
};

/** Units by which a variable divides a resource of its container. */
const DIVISORS = /^(0|1([kMGTPE]|[KMGTPE]i)?)$/;

const divisor: Check = ({ resource, divisor: unit }) => {
  if (unit === undefined || unit === null || isOpen(unit) || !isText(resource)) return [];
  const isRight = resource.endsWith('.cpu') ? /^(0|1|1m)$/.test(String(unit)) : DIVISORS.test(String(unit));
  const fix = resource.endsWith('.cpu') ? 'write 1 or 1m' : 'write one such as 1Mi';
  return faultIf(!isRight, 'divisor', `${show(unit)} is not a unit of ${resource}`, fix);
};

const readOnly: Check = ({ readOnly: isReadOnly, recursiveReadOnly: below }) =>
  faultIf(
    (below === 'Enabled' || below === 'IfPossible') && isReadOnly !== true,
    'recursiveReadOnly',
    `${show(below)}, and readOnly is not true`,
    'write readOnly: true',
  );

/** True for a quantity below none. */
export const isNegative = (value: unknown): boolean => AMOUNT(value) !== undefined;

/** Faults of resources whose names have no domain, and that a container cannot ask for. */
const resourceNames = (container: Block): ApiFault[] =>
  Object.entries(record(container['resources'])).flatMap(([field, all]) =>
    field === 'claims'
      ? []
      : Object.keys(record(all))
          .filter((name) => !isResource(name))
          .map((name) => ({
            path: `resources.${field}.${name}`,
            found: 'is not a resource of containers',
            fix: 'use cpu, memory or ephemeral-storage, or the full name of another',
          })),
  );

/** Faults of ports of one name. */
const ports = (container: Block): ApiFault[] => {
  const names = records(container['ports']).map(({ name }) => name);
  return names.flatMap((name, index) =>
    faultIf(
      isAgain(name, index, names),
      `ports[${index}].name`,
      `${show(name)} is the name of two ports`,
      'rename one',
    ),
  );
};

/** Faults of probes that can succeed once only. */
const probes = (container: Block): ApiFault[] =>
  ['livenessProbe', 'startupProbe'].flatMap((probe) => {
    const { successThreshold } = record(container[probe]);
    const isWrong = typeof successThreshold === 'number' && successThreshold > 1;
    return faultIf(
      isWrong,
      `${probe}.successThreshold`,
      `${show(successThreshold)} is for a readinessProbe`,
      'leave it out',
    );
  });

/** Fault of a probe that ends no container, and has a time to end one. */
const readiness = (container: Block): ApiFault[] => {
  const seconds = record(container['readinessProbe'])['terminationGracePeriodSeconds'];
  const isTime = typeof seconds === 'number' && seconds > 0;
  const path = 'readinessProbe.terminationGracePeriodSeconds';
  return faultIf(isTime, path, 'is for probes that end the container', 'leave it out');
};

/** Faults of mounts whose two paths within the volume exclude each other, and of those that change the node. */
const mounts = (container: Block): ApiFault[] => {
  const isPrivileged = record(container['securityContext'])['privileged'] === true;
  return records(container['volumeMounts']).flatMap((mount, index) => [
    ...faultIf(
      Boolean(mount['subPath']) && Boolean(mount['subPathExpr']),
      `volumeMounts[${index}]`,
      'has subPath and subPathExpr',
      'write one of them',
    ),
    ...faultIf(
      mount['mountPropagation'] === 'Bidirectional' && !isPrivileged,
      `volumeMounts[${index}].mountPropagation`,
      'Bidirectional is for privileged containers',
      'use HostToContainer, or leave it out',
    ),
  ]);
};

const securityContext: Check = (value) => {
  if (value['allowPrivilegeEscalation'] !== false) return [];
  const adds = asList(record(value['capabilities'])['add']);
  const fix = 'leave allowPrivilegeEscalation out, or drop the other';
  return [
    ...faultIf(value['privileged'] === true, 'allowPrivilegeEscalation', 'false, and privileged is true', fix),
    ...faultIf(adds.includes('CAP_SYS_ADMIN'), 'allowPrivilegeEscalation', 'false, and CAP_SYS_ADMIN is added', fix),
  ];
};

/** Faults of a profile of the kernel. */
const profile: Check = (value) => {
  const isLocal = value['type'] === 'Localhost';
  const path = value['localhostProfile'];
  return [
    ...faultIf(
      isLocal && !path,
      'localhostProfile',
      'is missing, and the type is Localhost',
      'write the path of the profile',
    ),
    ...faultIf(
      !isLocal && has(value, 'type') && Boolean(path),
      'localhostProfile',
      `is for Localhost, and the type is ${show(value['type'])}`,
      'leave it out',
    ),
  ];
};

const variable: Check = (value) =>
  faultIf(
    has(value, 'valueFrom') && isText(value['value']) && value['value'] !== '',
    '',
    'has value and valueFrom',
    'write one of them',
  );

/** Fields of a pod that a variable can have. */
const FIELD_PATH =
  /^(metadata\.(name|namespace|uid|labels\['[^']+'\]|annotations\['[^']+'\])|spec\.(nodeName|serviceAccountName)|status\.(hostIPs?|podIPs?))$/;

const fieldOfPod = (value: Block): ApiFault[] => {
  const path = record(value['fieldRef'])['fieldPath'];
  const isWrong = isText(path) && path !== '' && !isOpen(path) && !FIELD_PATH.test(path);
  return faultIf(
    isWrong,
    'fieldRef.fieldPath',
    `${show(path)} is not a field that a variable can have`,
    'write one such as metadata.name or status.podIP',
  );
};

const HANDLERS = ['httpGet', 'tcpSocket', 'exec'];

/** Checks of containers and of what is in them. */
export const CONTAINER_CHECKS: Readonly<Record<string, readonly Check[]>> = {
  Container: [resourceNames, ports, probes, readiness, mounts],
  ResourceRequirements: [resources],
  SecurityContext: [securityContext],
  SeccompProfile: [profile],
  AppArmorProfile: [profile],
  ResourceFieldSelector: [divisor],
  VolumeMount: [readOnly],
  EnvVar: [variable],
  EnvVarSource: [
    oneOfFields('source', 'secretKeyRef', 'configMapKeyRef', 'fieldRef', 'resourceFieldRef', 'fileKeyRef'),
    fieldOfPod,
  ],
  EnvFromSource: [oneOfFields('source', 'secretRef', 'configMapRef')],
  Probe: [oneOfFields('handler', ...HANDLERS, 'grpc')],
  LifecycleHandler: [oneOfFields('handler', ...HANDLERS, 'sleep')],
};
