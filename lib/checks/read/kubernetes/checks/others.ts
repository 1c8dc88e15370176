import { OBJECT_NAME } from '../../../../../charts/input/forms';
import { show } from '../../../../../charts/input/show';
import { asList, type Block, isRecord, isText, record } from '../../../../manifests/shape';
import { type ApiFault, type Check, faultIf, given, has, isOpen } from '../fault';
import { DATA_KEY } from '../values';

/** Fault of a target without the group of its kind. */
function targetFault({ scaleTargetRef }: Block): ApiFault[] {
  const { apiVersion, kind } = record(scaleTargetRef);
  if (!isRecord(scaleTargetRef) || kind === 'ReplicationController' || isOpen(apiVersion)) return [];
  const isVersion = isText(apiVersion) && /^[^/]+\/[^/]*$/.test(apiVersion);
  const found = apiVersion ? `${show(apiVersion)} has no group` : 'is missing';
  return faultIf(!isVersion, 'scaleTargetRef.apiVersion', found, 'write the version of the kind, such as apps/v1');
}

const scaler: Check = (value) => {
  const { minReplicas: min, maxReplicas: max } = value;
  const isWrong = typeof min === 'number' && typeof max === 'number' && min > max;
  return [
    ...targetFault(value),
    ...faultIf(
      isWrong,
      'maxReplicas',
      `${show(max)} is less than minReplicas, ${show(min)}`,
      'raise it, or lower minReplicas',
    ),
  ];
};

/** Fields of a metric by its type. */
const METRICS: Readonly<Record<string, string>> = {
  Resource: 'resource',
  ContainerResource: 'containerResource',
  Pods: 'pods',
  Object: 'object',
  External: 'external',
};

const metric: Check = (value) => {
  const field = METRICS[String(value['type'])];
  if (field === undefined) return [];
  const others = given(value, Object.values(METRICS)).filter((key) => key !== field);
  const found = others.length > 0 ? `is missing, and ${others.join(' and ')} is there` : 'is missing';
  return [
    ...faultIf(!has(value, field), field, `${found}, and the type is ${String(value['type'])}`, `write ${field}:`),
    ...faultIf(
      has(value, field) && others.length > 0,
      others[0] ?? '',
      `is for another type than ${String(value['type'])}`,
      'remove it',
    ),
  ];
};

const describedTarget: Check = (value) =>
  faultIf(
    given(record(value['target']), ['value', 'averageValue']).length === 0,
    'target',
    'has no value or averageValue',
    'write value or averageValue',
  );

/** Check for the target of a metric, which must have exactly one of some fields. */
const target =
  (...keys: string[]): Check =>
  (value) => {
    const of = record(value['target']);
    const there = given(of, keys);
    if (there.length === 1) return [];
    const found = there.length === 0 ? `has no ${keys.join(' or ')}` : `has ${there.join(' and ')}`;
    return [{ path: 'target', found, fix: there.length === 0 ? `write ${keys.join(' or ')}` : 'write one of them' }];
  };

const policies: Check = (value) =>
  faultIf(
    Array.isArray(value['policies']) && value['policies'].length === 0,
    'policies',
    'is empty',
    'write a policy, or leave it out',
  );

/** Faults of a rule of a role. */
const grants: Check = (value) => {
  const isThere = (key: string): boolean => has(value, key) && !(Array.isArray(value[key]) && value[key].length === 0);
  if (isThere('nonResourceURLs')) {
    const others = ['apiGroups', 'resources', 'resourceNames'].filter(isThere);
    return faultIf(
      others.length > 0,
      'nonResourceURLs',
      `cannot be in one rule with ${others.join(' and ')}`,
      'write it as a rule of its own',
    );
  }
  return ['apiGroups', 'resources'].flatMap((key) =>
    faultIf(
      !isThere(key),
      key,
      'is missing',
      key === 'apiGroups' ? "write [''] for pods, Secrets and the like, or the group" : 'write the resources',
    ),
  );
};

/** Faults of a rule in a namespace. */
const role: Check = (value) =>
  asList(value['rules']).flatMap((one, index) =>
    faultIf(
      asList(record(one)['nonResourceURLs']).length > 0,
      `rules[${index}].nonResourceURLs`,
      'is not for a Role',
      'use a ClusterRole',
    ),
  );

const RBAC = 'rbac.authorization.k8s.io';

const roleRef: Check = ({ apiGroup }) =>
  faultIf(
    isText(apiGroup) && apiGroup !== '' && apiGroup !== RBAC && !isOpen(apiGroup),
    'apiGroup',
    `${show(apiGroup)} is not the group of roles`,
    `write ${RBAC}`,
  );

const clusterBinding: Check = (value) =>
  faultIf(
    record(value['roleRef'])['kind'] === 'Role',
    'roleRef.kind',
    'Role cannot be bound by a ClusterRoleBinding',
    'use a ClusterRole, or a RoleBinding',
  );

const subject: Check = ({ kind, name, apiGroup }) => {
  const form =
    kind === 'ServiceAccount' && isText(name) && name !== '' && !isOpen(name) ? OBJECT_NAME.faultOf(name) : undefined;
  if (form) return [{ path: 'name', found: `${show(name)} is not a name of an account`, fix: form.fix }];
  if (!isText(apiGroup) || apiGroup === '' || isOpen(apiGroup)) return [];
  if (kind === 'ServiceAccount')
    return [{ path: 'apiGroup', found: `${show(apiGroup)} is not the group of service accounts`, fix: 'leave it out' }];
  return faultIf(
    apiGroup !== RBAC && (kind === 'User' || kind === 'Group'),
    'apiGroup',
    `${show(apiGroup)} is not the group of users`,
    `write ${RBAC}`,
  );
};

/** Faults of keys of data. */
const keys: Check = (value) => {
  const fields = ['data', 'stringData', 'binaryData'];
  const wrong = fields.flatMap((field) =>
    Object.keys(record(value[field])).flatMap((key): ApiFault[] => {
      const fault = isOpen(key) ? undefined : DATA_KEY(key);
      return fault ? [{ path: `${field}[${key}]`, found: fault.wrong, fix: fault.fix }] : [];
    }),
  );
  const twice =
    value['kind'] === 'ConfigMap'
      ? Object.keys(record(value['binaryData'])).filter((key) => key in record(value['data']))
      : [];
  return [
    ...wrong,
    ...twice.map((key) => ({ path: `binaryData[${key}]`, found: 'is a key of data, too', fix: 'remove one of them' })),
  ];
};

/** Keys that the type of a Secret needs. */
const OF_TYPES: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
};

/** Fault of logins to registries that are not JSON. The message does not show them. */
function dockerConfig(value: Block): ApiFault[] {
  const key = OF_TYPES[String(value['type'])]?.find((each) => each.startsWith('.docker'));
  if (key === undefined) return [];
  const [encoded, plain] = [record(value['data'])[key], record(value['stringData'])[key]];
  const text = isText(plain) ? plain : isText(encoded) ? Buffer.from(encoded, 'base64').toString() : undefined;
  if (text === undefined || isOpen(text) || isOpen(encoded)) return [];
  try {
    return faultIf(!isRecord(JSON.parse(text)), `data[${key}]`, 'is not an object of JSON', 'write {"auths": {…}}');
  } catch {
    return [{ path: `data[${key}]`, found: 'is not JSON', fix: 'write {"auths": {…}}' }];
  }
}

const secret: Check = (value) => {
  const there = { ...record(value['data']), ...record(value['stringData']) };
  const type = String(value['type']);
  const missing = (OF_TYPES[type] ?? []).filter((key) => there[key] === undefined);
  const account = 'kubernetes.io/service-account.name';
  const annotations = record(record(value['metadata'])['annotations']);
  return [
    ...dockerConfig(value),
    ...missing.map((key): ApiFault => ({
      path: `data[${key}]`,
      found: `is missing, and the type is ${type}`,
      fix: 'add it, or leave the type out',
    })),
    ...faultIf(
      type === 'kubernetes.io/basic-auth' && there['username'] === undefined && there['password'] === undefined,
      'data',
      `has neither username nor password, and the type is ${type}`,
      'add them, or leave the type out',
    ),
    ...faultIf(
      type === 'kubernetes.io/service-account-token' && !annotations[account],
      `metadata.annotations[${account}]`,
      `is missing, and the type is ${type}`,
      'write the name of the account',
    ),
  ];
};

/** Greatest priority that is not of Kubernetes itself. */
const MOST = 1_000_000_000;

const priority: Check = (value) => {
  const name = record(value['metadata'])['name'];
  const number = value['value'];
  if (isText(name) && name.startsWith('system-')) {
    return faultIf(
      !/^system-(node|cluster)-critical$/.test(name),
      'metadata.name',
      `${name} is reserved for Kubernetes`,
      'use a name without system- in front',
    );
  }
  return faultIf(
    typeof number === 'number' && number > MOST,
    'value',
    `${show(number)} is reserved for Kubernetes`,
    `use at most ${MOST}`,
  );
};

/** Checks of autoscalers, roles, Secrets and others. */
export const OTHER_CHECKS: Readonly<Record<string, readonly Check[]>> = {
  HorizontalPodAutoscalerSpec: [scaler],
  'HorizontalPodAutoscalerSpec.v1': [scaler],
  MetricSpec: [metric],
  ResourceMetricSource: [target('averageUtilization', 'averageValue')],
  ContainerResourceMetricSource: [target('averageUtilization', 'averageValue')],
  PodsMetricSource: [target('averageValue')],
  ObjectMetricSource: [describedTarget],
  ExternalMetricSource: [target('value', 'averageValue')],
  HPAScalingRules: [policies],
  PolicyRule: [grants],
  Role: [role],
  RoleRef: [roleRef],
  ClusterRoleBinding: [clusterBinding],
  Subject: [subject],
  ConfigMap: [keys],
  Secret: [keys, secret],
  PriorityClass: [priority],
};
