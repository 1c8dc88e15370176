import type { Manifests } from '../../manifests/manifests';
import { record, records } from '../../manifests/shape';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { targetOf, podsOf } from '../../manifests/lookup';
import {
  containersOf,
  declaresPort,
  LASTING_KINDS,
  type Workload,
  commonPorts,
  portsOf,
} from '../../manifests/workloads';
import { isEmpty, labelSelector, selects, selectorText } from '../../manifests/selectors';
import { type Manifest, type Service, title } from '../../manifests/manifest';
import { loggingWorkloads } from '../read/logging-workloads';
import { titlesOf, useOneOf } from '../words';

const selectsPods: ManifestsRule = {
  id: 'K8S-SERVICE-1',
  severity: Severity.ERROR,
  title: 'every Service selects pods',
  why: 'a Service without pods has a name and an address, but every connection to it fails',
  evidence: 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/',
  check: ({ manifests }) =>
    manifests
      .read(readTargets)
      .filter(({ pods }) => pods.length === 0)
      .map(({ service }) => ({
        path: `${title(service)} spec.selector`,
        found: `${selectorText(labelSelector(service.spec?.selector))} selects no pods`,
        fix: 'use the labels of the pods it is meant for',
      })),
};

const namedPorts: ManifestsRule = {
  id: 'K8S-SERVICE-2',
  severity: Severity.ERROR,
  title: 'every named target port of a Service is declared by a pod',
  why: 'a Service whose pods declare no port of that name has no endpoints, even if all pods are healthy',
  evidence: 'https://kubernetes.io/docs/concepts/services-networking/service/',
  check: ({ manifests }) =>
    manifests
      .read(readLostPorts)
      .filter((lost) => typeof lost.port === 'string' && lost.byAll)
      .map(lostPort),
};

const declaredPorts: ManifestsRule = {
  id: 'K8S-SERVICE-3',
  severity: Severity.WARNING,
  title: 'every target port of a Service is declared by all of its pods, a number by those of Loki, Alloy and gateways',
  why: 'pods without a port of that name get no requests, and usually nothing listens on an undeclared number',
  evidence: 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/',
  check: ({ manifests }) =>
    manifests
      .read(readLostPorts)
      .filter((lost) => typeof lost.port === 'number' || !lost.byAll)
      .map(lostPort),
};

const headless: ManifestsRule = {
  id: 'K8S-STATEFULSET-1',
  severity: Severity.WARNING,
  title: 'the Service of a StatefulSet is headless and selects its pods',
  why: 'otherwise the pods have no DNS names, and lookups of a single pod fail',
  evidence: 'https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/',
  check: ({ manifests }) =>
    manifests.workloads
      .filter(({ kind, spec }) => kind === 'StatefulSet' && spec.serviceName)
      .flatMap((workload) => {
        const { serviceName: name = '' } = workload.spec;
        const wrong = wrongHeadless(manifests, workload, name);
        const fix = 'name a Service with clusterIP: None that selects its pods';
        return wrong ? [{ path: `${workload.title} spec.serviceName`, found: `'${name}' ${wrong}`, fix }] : [];
      }),
};

/** A Service, and the workloads it selects. */
interface Target {
  /** The Service. */
  readonly service: Manifest & Service;

  /** Workloads it selects. */
  readonly pods: readonly Workload[];
}

/** Services that select pods by themselves, in namespaces whose pods are known. */
function readTargets(manifests: Manifests): Target[] {
  return manifests.ofKind<Service>('Service').flatMap((service) => {
    const selector = labelSelector(service.spec?.selector);
    if (service.spec?.type === 'ExternalName' || isEmpty(selector)) return [];
    const pods = podsOf(manifests, service.metadata.namespace, selector);
    return pods ? [{ service, pods }] : [];
  });
}

/** Target port of a Service, and the selected workloads that do not declare it. */
interface LostPort {
  /** Its path. */
  readonly path: string;

  /** Its name or number. */
  readonly port: string | number;

  /** Its protocol. */
  readonly protocol: string;

  /** Pods that do not declare it. */
  readonly pods: readonly Workload[];

  /** True if no selected pod declares it. */
  readonly byAll: boolean;
}

/**
 * Target ports of Services that pods do not declare. Pods that declare no ports may listen on any port; programs other
 * than Loki, Alloy and gateways may, too.
 */
function readLostPorts(manifests: Manifests): LostPort[] {
  const isKnown = (pod: Workload, protocol: string) =>
    loggingWorkloads(manifests).has(pod) && portsOf(containersOf(pod), protocol).length > 0;
  return manifests.read(readTargets).flatMap(({ service, pods }) =>
    records(service.spec?.ports).flatMap(({ name, port, targetPort = port, protocol = 'TCP' }) => {
      if (typeof targetPort !== 'string' && typeof targetPort !== 'number') return [];
      const servers = pods.filter(({ kind }) => LASTING_KINDS.includes(kind));
      const without = servers
        .filter((pod) => typeof targetPort === 'string' || isKnown(pod, protocol))
        .filter((pod) => !declaresPort(pod, targetPort, protocol));
      const path = `${title(service)} spec.ports[${name ?? port}].targetPort`;
      const byAll = without.length === servers.length;
      return without.length > 0 ? [{ path, port: targetPort, protocol, pods: without, byAll }] : [];
    }),
  );
}

const lostPort = ({ path, port, protocol, pods }: LostPort): Finding => ({
  path,
  found: `${typeof port === 'string' ? `'${port}'` : port} is not a ${protocol} port of ${titlesOf(pods)}`,
  fix: useOneOf(commonPorts(pods, protocol), 'declare it in the container'),
});

/** Problem of the Service of a StatefulSet. K8S-SERVICE-1 is about a Service that selects no pods. */
function wrongHeadless(manifests: Manifests, { namespace, labels }: Workload, name: string): string | undefined {
  const service = targetOf(manifests, { kind: 'Service', namespace, name });
  if (!service) return 'is a Service that does not exist in these manifests';
  if (service === 'made elsewhere') return undefined;
  const { clusterIP, selector } = record(service['spec']);
  if (clusterIP !== 'None') return 'is not a headless Service';
  const pods = labelSelector(selector);
  const isOfOthers = !selects(pods, labels) && (podsOf(manifests, namespace, pods) ?? []).length > 0;
  return isOfOthers ? 'is a Service that does not select its pods' : undefined;
}

/** Rules about Services, and about references to them. */
export const SERVICE_RULES: readonly ManifestsRule[] = [selectsPods, namedPorts, declaredPorts, headless];
