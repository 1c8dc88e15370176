import { tokensIn } from '../manifests/tokens';
import { title } from '../manifests/manifest';

/** One Kubernetes object, as cdk8s writes it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Record<string, string>;
  };
}

/** What goes to the cluster in one `kubectl apply`. */
export interface Piece {
  /** Construct id: stable, because a piece under another id is created anew and the old one then deleted. */
  readonly id: string;

  /** Position in the order of phases. */
  readonly phase: number;

  /** The objects, in the order of the chart. */
  readonly objects: KubernetesObject[];
}

const COMPONENT_LABEL = 'app.kubernetes.io/component';
const NAME_LABEL = 'app.kubernetes.io/name';
const DASHBOARD_LABEL = 'grafana_dashboard';

/** Phases in their order, with the kinds in each. A ConfigMap of a dashboard is the exception: it comes last. */
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
  // Before the pods that mount what these bring.
  { id: 'Credentials', kinds: ['SecretProviderClass', 'SecretStore', 'ExternalSecret'] },
  { id: 'Configuration', kinds: ['ConfigMap'] },
  { id: 'Services', kinds: ['Service', 'Ingress'] },
  { id: 'Workloads', kinds: ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'] },
  { id: 'Policies', kinds: ['PodDisruptionBudget', 'HorizontalPodAutoscaler', 'NetworkPolicy'] },
  { id: 'CustomResources', kinds: [] },
  { id: 'Dashboards', kinds: [] },
];

const phaseOf = (id: string) => PHASES.findIndex((phase) => phase.id === id);

/** The piece of namespaces: what is in it is never pruned and never deleted. */
export const NAMESPACES = 'Namespaces';

/**
 * Groups objects into pieces, in the order of phases.
 *
 * What decides on an object's piece is its own kind, component and name, never its neighbours or their size: an object
 * that moved from one piece to another would be pruned from the first after the second has applied it.
 */
export function piecesOf(objects: KubernetesObject[]): Piece[] {
  const pieces = new Map<string, Piece>();
  for (const object of objects) {
    const { id, phase } = placeOf(object);
    const piece = pieces.get(id) ?? { id, phase, objects: [] };
    piece.objects.push(object);
    pieces.set(id, piece);
  }
  return [...pieces.values()].sort((a, b) => a.phase - b.phase);
}

function placeOf({ kind, metadata }: KubernetesObject): { id: string; phase: number } {
  if (kind === 'ConfigMap' && metadata.labels?.[DASHBOARD_LABEL] !== undefined) {
    return { id: `Dashboard-${metadata.name}`, phase: phaseOf('Dashboards') };
  }
  const known = PHASES.findIndex(({ kinds }) => kinds.includes(kind));
  const phase = known === -1 ? phaseOf('CustomResources') : known;
  const { id } = PHASES[phase] as (typeof PHASES)[number];
  if (id !== 'Workloads') return { id, phase };
  const component = metadata.labels?.[COMPONENT_LABEL] ?? metadata.labels?.[NAME_LABEL] ?? metadata.name;
  return { id: `${id}-${component}`, phase };
}

/** Bytes of a value as JSON. */
export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value), 'utf8');
}

/**
 * @throws where a key or a value of an object is, or contains, what AWS knows at deploy time only. Checksums, YAML
 * quoting and name checks have taken the placeholder for the value by then.
 */
export function refuseTokens(object: KubernetesObject): void {
  const [place] = tokensIn(object);
  if (!place) return;
  throw new Error(
    `${title(object)} at ${place.path.join('.')}: '${String(place.value)}' is known at deploy time only; ` +
      'charts take plain text: give the stack a concrete env, and names that are worked out from it',
  );
}
