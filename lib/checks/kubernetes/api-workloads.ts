import { show } from '../../../charts/input/show';
import type { Manifest } from '../../manifests/manifest';
import { title } from '../../manifests/manifest';
import type { Container } from '../../manifests/pods';
import { parseQuantity } from '../../manifests/quantity';
import { isText, record, records } from '../../manifests/shape';
import { containersOf, LASTING_KINDS, type Workload } from '../../manifests/workloads';
import { isPlaceholder } from '../read/configured';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { useSimilar } from '../words';
import { inContainers } from './containers';

const REFUSED = 'the API server refuses the object, and the deploy fails';

const forms: ManifestsRule = {
  id: 'K8S-API-3',
  severity: Severity.ERROR,
  title: 'workloads are in the form that the API server accepts',
  why: REFUSED,
  evidence: 'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/',
  check: ({ manifests }) => {
    const lasting = records(manifests.objects).filter(
      ({ kind, apiVersion }) => LASTING_KINDS.includes(kind) && apiVersion === 'apps/v1',
    );
    return [...lasting.flatMap(specFindings), ...manifests.workloads.flatMap(podFindings)];
  },
};

const containers: ManifestsRule = {
  id: 'K8S-API-4',
  severity: Severity.ERROR,
  title: 'containers are in the form that the API server accepts',
  why: REFUSED,
  evidence: 'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Container',
  check: ({ manifests }) =>
    inContainers(manifests, (container, path) => [
      ...limitFindings(container, path),
      ...portFindings(container, path),
      ...variableFindings(container, path),
    ]),
};

/** True if a field has a value: kubectl does not send null, and a program fills in placeholders. */
const isThere = (value: unknown): boolean =>
  value !== undefined && value !== null && !(isText(value) && isPlaceholder(value));

/** Findings about the numbers and the strategy of a workload. */
function specFindings(object: Manifest): Finding[] {
  const spec = record(object['spec']);
  const at = (path: string, found: string, fix: string): Finding => ({
    path: `${title(object)} spec.${path}`,
    found,
    fix,
  });
  const { replicas, minReadySeconds, progressDeadlineSeconds = 600 } = spec;
  const [least, deadline] = [Number(minReadySeconds ?? 0), Number(progressDeadlineSeconds)];
  const pod = record(record(spec['template'])['spec']);
  return [
    ...(isThere(replicas) && !(Number.isInteger(replicas) && (replicas as number) >= 0)
      ? [at('replicas', `${literal(replicas)} is not a number of pods`, 'write a whole number, without quotes')]
      : []),
    ...(object.kind === 'Deployment' && least >= deadline && least > 0
      ? [
          at(
            'minReadySeconds',
            `${least} is not less than progressDeadlineSeconds, ${deadline}`,
            'use a longer progressDeadlineSeconds',
          ),
        ]
      : []),
    ...(isThere(pod['restartPolicy']) && pod['restartPolicy'] !== 'Always'
      ? [at('template.spec.restartPolicy', `${show(pod['restartPolicy'])} is for Jobs and pods`, 'leave it out')]
      : []),
    ...(isThere(pod['activeDeadlineSeconds'])
      ? [at('template.spec.activeDeadlineSeconds', 'is for Jobs and pods', 'leave it out')]
      : []),
    ...strategyFindings(object.kind, spec, at),
    ...unknownFields(object.kind, spec, at),
  ];
}

const OF_ALL = ['selector', 'template', 'minReadySeconds'];

/** Fields of the spec of workloads, by kind. kubectl refuses any other. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Deployment: [...OF_ALL, 'replicas', 'strategy', 'revisionHistoryLimit', 'paused', 'progressDeadlineSeconds'],
  StatefulSet: [
    ...[...OF_ALL, 'replicas', 'updateStrategy', 'revisionHistoryLimit', 'serviceName', 'volumeClaimTemplates'],
    ...['podManagementPolicy', 'persistentVolumeClaimRetentionPolicy', 'ordinals'],
  ],
  DaemonSet: [...OF_ALL, 'updateStrategy', 'revisionHistoryLimit'],
  ReplicaSet: [...OF_ALL, 'replicas'],
};

/** Findings about fields of the spec that the kind does not have: misspelt ones, or those of another kind. */
function unknownFields(
  kind: string,
  spec: Readonly<Record<string, unknown>>,
  at: (path: string, found: string, fix: string) => Finding,
): Finding[] {
  const known = FIELDS[kind];
  if (!known) return [];
  return Object.keys(spec)
    .filter((field) => !known.includes(field) && isThere(spec[field]) && !isPlaceholder(field))
    .map((field) => at(field, `is not a field of a ${kind}`, useSimilar(field, known, 'remove it')));
}

const literal = (value: unknown): string => (isText(value) ? `'${value}'` : show(value));

/** Strategies by kind: the field, and its types. */
const STRATEGIES: Readonly<Record<string, readonly [field: string, types: readonly string[]]>> = {
  Deployment: ['strategy', ['RollingUpdate', 'Recreate']],
  StatefulSet: ['updateStrategy', ['RollingUpdate', 'OnDelete']],
  DaemonSet: ['updateStrategy', ['RollingUpdate', 'OnDelete']],
};

function strategyFindings(
  kind: string,
  spec: Readonly<Record<string, unknown>>,
  at: (path: string, found: string, fix: string) => Finding,
): Finding[] {
  const [field, types] = STRATEGIES[kind] ?? [];
  if (field === undefined || types === undefined) return [];
  const { type, rollingUpdate } = record(spec[field]);
  if (isThere(type) && !types.includes(type as string)) {
    return [at(`${field}.type`, `${show(type)} is not a strategy of a ${kind}`, `use one of ${types.join(', ')}`)];
  }
  if (type === 'Recreate' && isThere(rollingUpdate)) {
    return [at(`${field}.rollingUpdate`, 'is for RollingUpdate, and the type is Recreate', 'leave it out')];
  }
  const { maxSurge, maxUnavailable } = record(rollingUpdate);
  const isNone = (value: unknown) => value === 0 || value === '0%';
  return kind !== 'StatefulSet' && isNone(maxSurge) && isNone(maxUnavailable)
    ? [
        at(
          `${field}.rollingUpdate`,
          'maxSurge and maxUnavailable are both 0, so no pod can be replaced',
          'make one of them 1',
        ),
      ]
    : [];
}

/** Findings about names in a pod, and its DNS. */
function podFindings(workload: Workload): Finding[] {
  const { pod, podPath } = workload;
  const at = (path: string, found: string, fix: string): Finding => ({
    path: `${workload.title} ${podPath}.${path}`,
    found,
    fix,
  });
  const { dnsPolicy, dnsConfig } = pod as unknown as Record<string, unknown>;
  const servers = record(dnsConfig)['nameservers'];
  const twice = (names: readonly unknown[]) =>
    [...new Set(names.filter((name, index) => isText(name) && name !== '' && names.indexOf(name) < index))].map(String);
  return [
    ...twice(containersOf(workload).map(({ name }) => name)).map((name) =>
      at(`containers[${name}]`, 'is the name of two containers of the pod', 'give each a name of its own'),
    ),
    ...twice((pod.volumes ?? []).map(({ name }) => name)).map((name) =>
      at(`volumes[${name}]`, 'is the name of two volumes of the pod', 'give each a name of its own'),
    ),
    ...(dnsPolicy === 'None' && !(Array.isArray(servers) && servers.length > 0)
      ? [at('dnsPolicy', 'None needs dnsConfig.nameservers', 'write them, or leave dnsPolicy out')]
      : []),
  ];
}

/** Findings about limits below requests. */
function limitFindings({ resources }: Container, path: string): Finding[] {
  const { requests = {}, limits = {} } = resources ?? {};
  return ['cpu', 'memory', 'ephemeral-storage'].flatMap((name) => {
    const [request, limit] = [parseQuantity(record(requests)[name]), parseQuantity(record(limits)[name])];
    if (request === undefined || limit === undefined || limit >= request) return [];
    const found = `${show(record(limits)[name])} is less than the request, ${show(record(requests)[name])}`;
    return [{ path: `${path}.resources.limits.${name}`, found, fix: 'raise the limit, or lower the request' }];
  });
}

/** Findings about invalid port numbers, and about names that two ports share. */
function portFindings({ ports }: Container, path: string): Finding[] {
  const all = records(ports);
  const names = all.map(({ name }) => name);
  return all.flatMap(({ name, containerPort }, index) => {
    const at = `${path}.ports[${index}]`;
    const isPort = Number.isInteger(containerPort) && containerPort >= 1 && containerPort <= 65_535;
    if (isThere(containerPort) && !isPort) {
      const fix = 'write a whole number from 1 to 65535, without quotes';
      return [{ path: `${at}.containerPort`, found: `${literal(containerPort)} is not a port`, fix }];
    }
    const isTwice = isText(name) && names.indexOf(name) < index;
    return isTwice ? [{ path: `${at}.name`, found: `${show(name)} is the name of two ports`, fix: 'rename one' }] : [];
  });
}

/** Findings about values of variables that are not texts. */
function variableFindings({ env }: Container, path: string): Finding[] {
  return records(env).flatMap(({ name, value }) =>
    value === undefined || value === null || isText(value)
      ? []
      : [
          {
            path: `${path}.env[${String(name)}].value`,
            found: `${show(value)} is not a text`,
            fix: 'write it in quotes',
          },
        ],
  );
}

/** Rules about the fields of workloads that the API server validates. */
export const API_WORKLOAD_RULES: readonly ManifestsRule[] = [forms, containers];
