import type { Manifests } from '../../manifests/manifests';
import { record } from '../../manifests/shape';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { loggingWorkloads } from '../read/logging-workloads';
import { inContainers } from './containers';
import type { Container } from '../../manifests/pods';
import { portsOf, type Workload } from '../../manifests/workloads';
import { useOneOf } from '../words';

const namedPorts: ManifestsRule = {
  id: 'K8S-PROBE-1',
  severity: Severity.ERROR,
  title: 'every named port of a probe or hook is declared by the container',
  why: 'the probe cannot be sent, so the pod never becomes ready, or is killed again and again',
  evidence: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
  check: ({ manifests }) =>
    lostProbes(
      manifests,
      (port) => typeof port === 'string',
      (port) => `'${port}' is not a port of the container`,
    ),
};

const numberedPorts: ManifestsRule = {
  id: 'K8S-PROBE-2',
  severity: Severity.WARNING,
  title: 'every numbered port of a probe or hook of Loki, Alloy or a gateway is declared by the container',
  why: 'they usually do not listen on a port they do not declare: the probe fails and the container is killed',
  evidence: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
  check: ({ manifests }) =>
    lostProbes(
      manifests,
      (port, { ports = [] }, workload) =>
        typeof port === 'number' && ports.length > 0 && loggingWorkloads(manifests).has(workload),
      (port) => `${port} is not among the ports the container declares`,
    ),
};

/** Findings about probes and hooks whose port the container does not declare. */
function lostProbes(
  manifests: Manifests,
  isMeant: (port: unknown, container: Container, workload: Workload) => boolean,
  found: (port: string | number) => string,
): Finding[] {
  return inContainers(manifests, (container, path, workload) =>
    probedPorts(container)
      .filter(({ port }) => isMeant(port, container, workload))
      .filter(({ port }) => !container.ports?.some((one) => one.name === port || one.containerPort === port))
      .map(({ field, port }) => ({
        path: `${path}.${field}`,
        found: found(port),
        fix: useOneOf(portsOf([container]), 'declare it among the ports of the container'),
      })),
  );
}

/** The ports that probes and hooks of a container go to in its own pod. */
function probedPorts(container: Container): { field: string; port: string | number }[] {
  const { postStart, preStop } = record(container['lifecycle']);
  const handlers = {
    livenessProbe: container['livenessProbe'],
    readinessProbe: container['readinessProbe'],
    startupProbe: container['startupProbe'],
    'lifecycle.postStart': postStart,
    'lifecycle.preStop': preStop,
  };
  return Object.entries(handlers).flatMap(([name, handler]) =>
    ['httpGet', 'tcpSocket', 'grpc'].flatMap((how) => {
      const { host, port } = record(record(handler)[how]);
      const isPort = typeof port === 'string' || typeof port === 'number';
      return isPort && !host ? [{ field: `${name}.${how}.port`, port }] : [];
    }),
  );
}

/** Rules about probes and hooks. */
export const PROBE_RULES: readonly ManifestsRule[] = [namedPorts, numberedPorts];
