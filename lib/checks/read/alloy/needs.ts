import type { AlloyBlock } from '../../../../charts/alloy/language/parse';
import { type AlloyComponent, attributeOf, blocksOf, partsOf, textOf } from './config';
import type { AlloyGraph } from './graph';
import { stepsTo } from './targets';

/** Permission that a component needs in the Kubernetes API. */
export interface Need {
  /** The component. */
  readonly id: string;

  /** API group of the resource. */
  readonly group: string;

  /** Resource, with its subresource: `pods`, `pods/log`. */
  readonly resource: string;

  /** Verbs: `list`, `watch`. */
  readonly verbs: readonly string[];

  /** True if it is needed in all namespaces. */
  readonly isWide: boolean;

  /** Name of the one object it is needed for. @default - all */
  readonly name?: string;
}

/** Verbs of a component that keeps a copy of all objects. */
export const WATCHED = ['list', 'watch'];

const CORE = '';

/** Group and resources that each role of a discovery needs. */
const ROLES: Record<string, readonly (readonly [group: string, resource: string])[]> = {
  pod: [[CORE, 'pods']],
  node: [[CORE, 'nodes']],
  service: [[CORE, 'services']],
  endpoints: [
    [CORE, 'endpoints'],
    [CORE, 'services'],
    [CORE, 'pods'],
  ],
  endpointslice: [
    ['discovery.k8s.io', 'endpointslices'],
    [CORE, 'services'],
    [CORE, 'pods'],
  ],
  ingress: [['networking.k8s.io', 'ingresses']],
};

/** Permissions that the components of a configuration need for the account of their pod. */
export function needs(graph: AlloyGraph): Need[] {
  return graph.reading.components.flatMap((component): Need[] => {
    const { id, block } = component;
    if (attributeOf(block, 'kubeconfig_file') || attributeOf(block, 'api_server')) return [];
    if (blocksOf(block, 'client').length > 0) return [];
    return needsOf(graph, component).map((need) => ({ id, ...need }));
  });
}

function needsOf(graph: AlloyGraph, component: AlloyComponent): Omit<Need, 'id'>[] {
  const { name, block } = component;
  const watched = (group: string, resource: string, isWide = true): Omit<Need, 'id'> => ({
    ...{ group, resource, isWide },
    verbs: WATCHED,
  });
  const logs = (isWide: boolean): Omit<Need, 'id'> => ({ group: CORE, resource: 'pods/log', verbs: ['get'], isWide });
  switch (name) {
    case 'discovery.kubernetes':
      return discoveryNeeds(component);
    case 'loki.source.kubernetes': {
      const isWide = stepsTo(graph, component).some(
        (step) => step.kind === 'component' && isWideDiscovery(step.component),
      );
      return [{ group: CORE, resource: 'pods', verbs: ['get'], isWide }, logs(isWide)];
    }
    case 'loki.source.kubernetes_events':
      return [watched(CORE, 'events', partsOf(attributeOf(block, 'namespaces')).length === 0)];
    case 'loki.source.podlogs':
      return [
        watched('monitoring.grafana.com', 'podlogs'),
        watched(CORE, 'pods'),
        watched(CORE, 'namespaces'),
        logs(true),
      ];
    case 'loki.rules.kubernetes':
      return [watched('monitoring.coreos.com', 'prometheusrules'), watched(CORE, 'namespaces')];
    case 'remote.kubernetes.secret':
    case 'remote.kubernetes.configmap':
      return [
        {
          group: CORE,
          resource: name.endsWith('secret') ? 'secrets' : 'configmaps',
          verbs: ['get'],
          isWide: false,
          name: textOf(attributeOf(block, 'name')),
        },
      ];
    case 'otelcol.processor.k8sattributes': {
      const auth = textOf(attributeOf(block, 'auth_type')) ?? 'serviceAccount';
      const passes = attributeOf(block, 'passthrough')?.source === 'true';
      return auth === 'serviceAccount' && !passes ? [watched(CORE, 'pods', !filtersNamespace(block))] : [];
    }
    default:
      return [];
  }
}

function filtersNamespace(block: AlloyBlock): boolean {
  return blocksOf(block, 'filter').some((filter) => attributeOf(filter, 'namespace') !== undefined);
}

function isWideDiscovery({ name, block }: AlloyComponent): boolean {
  return name === 'discovery.kubernetes' && blocksOf(block, 'namespaces').length === 0;
}

function discoveryNeeds(component: AlloyComponent): Omit<Need, 'id'>[] {
  const { block } = component;
  const role = ROLES[textOf(attributeOf(block, 'role')) ?? ''] ?? [];
  const attached = blocksOf(block, 'attach_metadata').flatMap(({ attributes }) =>
    attributes.filter(({ value }) => value.source === 'true').map(({ name }) => [CORE, `${name}s`] as const),
  );
  return [...role, ...attached].map(([group, resource]) => ({
    ...{ group, resource, verbs: WATCHED },
    isWide: ['nodes', 'namespaces'].includes(resource) || isWideDiscovery(component),
  }));
}
