import type { Manifests } from '../../manifests/manifests';
import {
  type Container,
  containersOf,
  sameNamespace,
  selected,
  type Selector,
  type Workload,
} from '../../manifests/objects';
import { hasOperator } from './lookup';

/**
 * The workloads that something in a namespace selects. Nothing is known, and nothing is said, of a namespace in which
 * these manifests make no pods at all, or in which an operator may make those that are not found.
 */
export function podsOf(
  manifests: Manifests,
  namespace: string | undefined,
  selector: Selector | undefined,
): Workload[] | undefined {
  const { workloads } = manifests;
  if (!workloads.some((workload) => sameNamespace(workload.namespace, namespace))) return undefined;
  const found = selected(workloads, namespace, selector);
  return found.length === 0 && hasOperator(manifests, namespace) ? undefined : found;
}

/** The ports of a protocol that containers declare, by name where they have one. */
export function portsOf(containers: readonly Container[], protocol = 'TCP'): (string | number)[] {
  const ports = containers.flatMap((container) => container.ports ?? []);
  const names = ports
    .filter((port) => (port.protocol ?? 'TCP') === protocol)
    .map(({ name, containerPort }) => name ?? containerPort);
  return [...new Set(names)];
}

/** `Deployment loki/a, Deployment loki/b and 3 more`. */
export function titlesOf(workloads: readonly Workload[]): string {
  const titles = workloads.map(({ title }) => title);
  const rest = titles.length - 3;
  return rest > 0 ? `${titles.slice(0, 3).join(', ')} and ${rest} more` : titles.join(', ');
}

/** Ports that every one of some workloads declares. */
export function commonPorts(workloads: readonly Workload[], protocol?: string): (string | number)[] {
  const [first = [], ...others] = workloads.map((workload) => portsOf(containersOf(workload), protocol));
  return first.filter((port) => others.every((ports) => ports.includes(port)));
}

/** `use one of a, b`, or what to do where there is none. */
export function useOneOf(names: readonly (string | number)[], otherwise: string): string {
  return names.length > 0 ? `use ${names.length > 1 ? 'one of ' : ''}${names.join(', ')}` : otherwise;
}
