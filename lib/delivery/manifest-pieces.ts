import { PART_LABEL } from '../../charts/kubernetes/parts';
import { WORKLOAD_KINDS } from '../../charts/kubernetes/workload-kinds';
import type { Problem } from '../../charts/input/problems';
import { tokensIn } from '../manifests/tokens';
import { type Manifest, title } from '../manifests/manifest';
import { manifestPath } from './ids';

/** Kubernetes object, as cdk8s writes it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Record<string, string>;
  };
}

/** Objects of one `kubectl apply`. */
export interface Piece {
  /** Construct id. It is stable: a piece under another id would be created again and the old one then deleted. */
  readonly id: string;

  /** Position in the order of phases. */
  readonly phase: number;

  /** Objects in the order of the chart. */
  readonly objects: KubernetesObject[];

  /** True for a later part of a long list. Each has a template of its own, so that any number of them fits. */
  readonly isPart: boolean;
}

const COMPONENT_LABEL = 'app.kubernetes.io/component';
const NAME_LABEL = 'app.kubernetes.io/name';
const DASHBOARD_LABEL = 'grafana_dashboard';

/** Phases in order, with their kinds. ConfigMaps of dashboards are the exception: they come last. */
const PHASES: readonly { readonly id: string; readonly kinds: readonly string[] }[] = [
  { id: 'Namespaces', kinds: ['Namespace'] },
  {
    id: 'Accounts',
    kinds: [
      'ServiceAccount',
      'Role',
      'RoleBinding',
      'ClusterRole',
      'ClusterRoleBinding',
      'PriorityClass',
      'StorageClass',
    ],
  },
  // Before the pods that mount the passwords.
  { id: 'Credentials', kinds: ['SecretProviderClass', 'SecretStore', 'ExternalSecret'] },
  { id: 'Configuration', kinds: ['ConfigMap'] },
  { id: 'Services', kinds: ['Service', 'IngressClassParams', 'IngressClass', 'Ingress'] },
  { id: 'Workloads', kinds: [...WORKLOAD_KINDS, 'Job', 'CronJob'] },
  { id: 'Policies', kinds: ['PodDisruptionBudget', 'HorizontalPodAutoscaler', 'NetworkPolicy'] },
  { id: 'CustomResources', kinds: [] },
  // After their CustomResourceDefinition, and after the pods that a webhook asks.
  { id: 'ZoneBudgets', kinds: ['ZoneAwarePodDisruptionBudget', 'ValidatingWebhookConfiguration'] },
  { id: 'Dashboards', kinds: [] },
];

const phaseOf = (id: string) => PHASES.findIndex((phase) => phase.id === id);

/** Piece of the namespaces, which are never pruned and never deleted. */
export const NAMESPACES = 'Namespaces';

/**
 * Groups objects into pieces, in the order of phases.
 *
 * An object's kind, component and name decide on its piece, never its neighbours or their size: an object that moves to
 * another piece would be pruned by the first after the second has applied it.
 */
export function piecesOf(objects: KubernetesObject[]): Piece[] {
  const pieces = new Map<string, Piece>();
  for (const object of objects) {
    const { id, phase, isPart = false } = placeOf(object);
    const piece = pieces.get(id) ?? { id, phase, isPart, objects: [] };
    piece.objects.push(object);
    pieces.set(id, piece);
  }
  return [...pieces.values()].sort((a, b) => a.phase - b.phase);
}

/** Id of the nested stack that delivers an object; undefined if the stack itself does. */
export function nestedStackOf(object: Pick<Manifest, 'kind' | 'metadata'>): string | undefined {
  const { id, isPart = false } = placeOf(object);
  return isPart ? manifestPath(id, isPart)[0] : undefined;
}

function placeOf({ kind, metadata }: Pick<Manifest, 'kind' | 'metadata'>): {
  id: string;
  phase: number;
  isPart?: boolean;
} {
  if (kind === 'ConfigMap' && metadata.labels?.[DASHBOARD_LABEL] !== undefined) {
    const isPart = metadata.labels[PART_LABEL] !== undefined;
    return { id: `Dashboard-${metadata.name}`, phase: phaseOf('Dashboards'), isPart };
  }
  const known = PHASES.findIndex(({ kinds }) => kinds.includes(kind));
  const phase = known === -1 ? phaseOf('CustomResources') : known;
  const { id } = PHASES[phase] as (typeof PHASES)[number];
  if (metadata.labels?.[PART_LABEL] !== undefined) return { id: `${id}-${metadata.name}`, phase, isPart: true };
  if (id !== 'Workloads') return { id, phase };
  const component = metadata.labels?.[COMPONENT_LABEL] ?? metadata.labels?.[NAME_LABEL] ?? metadata.name;
  return { id: `${id}-${component}`, phase };
}

/**
 * Reasons why an object cannot be delivered. Checksums, YAML quoting and name checks have used the placeholder of a token
 * instead of its value by now.
 */
export function objectProblems(object: KubernetesObject): Problem[] {
  const [place] = tokensIn(object);
  const problems: Problem[] = [];
  if (place) {
    problems.push({
      path: '',
      found: `${title(object)} at ${place.path.join('.')}: '${String(place.value)}' is known at deploy time only`,
      fix: 'write plain text: give the stack a concrete env, and derive names from it',
    });
  }
  if (object.apiVersion === 'v1' && object.kind === 'Secret') {
    problems.push({
      path: '',
      found: `${title(object)} would be readable in the template and in the log of the kubectl function`,
      fix: 'create Secrets outside of charts, with an operator such as External Secrets',
    });
  }
  return problems;
}
