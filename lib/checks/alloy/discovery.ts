import type { Manifests } from '../../manifests/manifests';
import { type AlloyComponent, attributeOf, blocksOf, textOf, textsOf } from '../read/alloy/config';
import { type ManifestsRule, oncePerPath, Severity } from '../rule';
import { type AlloyGraph, alloyGraphs, everyComponent } from '../read/alloy/graph';
import { type AlloyPods, alloyPods, copies, nodeVariable } from '../read/alloy/pods';
import { actionOf } from '../read/alloy/relabel';
import { rulesOf, type Step, stepsTo } from '../read/alloy/targets';
import { flag } from '../../manifests/flags';

/** Field and label that restrict a discovery to its own node, by role. */
const OWN_NODE: Record<string, { readonly field: string; readonly label: string }> = {
  pod: { field: 'spec.nodeName', label: '__meta_kubernetes_pod_node_name' },
  node: { field: 'metadata.name', label: '__meta_kubernetes_node_name' },
};

/** Cluster-wide discovery, and the source that reads its targets. */
interface Wide {
  /** The discovery. */
  readonly discovery: AlloyComponent;

  /** The source. */
  readonly source: AlloyComponent;

  /** Role of the discovery. */
  readonly role: string;

  /** The pods it runs in. */
  readonly pods: AlloyPods;
}

/** Cluster-wide discoveries by a replicated Alloy. */
function wide(manifests: Manifests): readonly Wide[] {
  return manifests.read(readWide);
}

function readWide(manifests: Manifests): Wide[] {
  return everyComponent(manifests, 'loki.source.file', 'loki.source.kubernetes').flatMap(({ graph, component }) =>
    alloyPods(graph.reading)
      .filter(({ workload }) => copies(workload))
      .flatMap((pods) => {
        const steps = stepsTo(graph, component);
        return steps.flatMap((step): Wide[] => {
          if (step.kind !== 'component' || step.component.name !== 'discovery.kubernetes') return [];
          const role = textOf(attributeOf(step.component.block, 'role')) ?? '';
          if (!OWN_NODE[role] || isNarrow(step.component, role, steps)) return [];
          return [{ discovery: step.component, source: component, role, pods }];
        });
      }),
  );
}

/** True if a selector or a relabelling rule excludes other nodes. */
function isNarrow({ block }: AlloyComponent, role: string, steps: readonly Step[]): boolean {
  const { field, label } = OWN_NODE[role] ?? { field: '', label: '' };
  return (
    blocksOf(block, 'selectors').some((selectors) => attributeOf(selectors, 'field')?.source.includes(field)) ||
    steps.some(
      (step) =>
        step.kind === 'component' &&
        rulesOf(step.component).some(
          (rule) =>
            actionOf(rule).startsWith('keep') &&
            [...textsOf(attributeOf(rule, 'source_labels')), textOf(attributeOf(rule, 'target_label'))].includes(label),
        ),
    )
  );
}

/** True if the Alloys of a workload divide the targets of a source among them. */
function isClustered({ block }: AlloyComponent, { container }: AlloyPods): boolean {
  const isOn = flag(container, 'cluster.enabled');
  const enabled = blocksOf(block, 'clustering').map((clustering) => attributeOf(clustering, 'enabled')?.source);
  return isOn !== undefined && isOn !== 'false' && enabled.some((value) => value !== undefined && value !== 'false');
}

/** True if each Alloy not only discovers the targets but also reads them, so that every line is sent several times. */
function isRepeated({ source, role, pods }: Wide): boolean {
  return source.name === 'loki.source.kubernetes'
    ? role === 'pod' && !isClustered(source, pods)
    : role === 'node' && pods.workload.kind === 'DaemonSet';
}

function selectorOf({ role, pods }: Wide): string {
  const name = nodeVariable(pods);
  const field = `"${OWN_NODE[role]?.field ?? ''}=" + sys.env("${name ?? 'NODE_NAME'}")`;
  const set = name ? '' : ', and set NODE_NAME from the field spec.nodeName';
  return `add a selectors block with role = "${role}" and field = ${field}${set}`;
}

const repeated: ManifestsRule = {
  id: 'ALLOY-DISCOVERY-1',
  severity: Severity.ERROR,
  title: 'each of several Alloys reads only the pods of its own node',
  why: 'without a selector for its node, each of them sends the logs of all nodes',
  evidence: 'https://github.com/grafana/alloy/issues/1217',
  check: ({ manifests }) =>
    oncePerPath(
      wide(manifests)
        .filter(isRepeated)
        .map((one) => ({
          path: one.discovery.path,
          found: `discovers the ${one.role}s of the whole cluster, and ${one.source.id} reads them ${copies(one.pods.workload) ?? ''}`,
          fix: selectorOf(one),
        })),
    ),
};

const watching: ManifestsRule = {
  id: 'ALLOY-DISCOVERY-4',
  severity: Severity.WARNING,
  title: 'an Alloy that reads files of its node discovers only the pods of its node',
  why: 'otherwise each keeps all pods of the cluster in memory, and the API server sends every change to all of them',
  evidence: 'https://github.com/grafana/k8s-monitoring-helm/issues/210',
  check: ({ manifests }) =>
    oncePerPath(
      wide(manifests)
        .filter(
          ({ source, role, pods }) =>
            source.name === 'loki.source.file' && role === 'pod' && pods.workload.kind === 'DaemonSet',
        )
        .map((one) => ({
          path: one.discovery.path,
          found: `discovers the pods of the whole cluster ${copies(one.pods.workload) ?? ''}`,
          fix: selectorOf(one),
        })),
    ),
};

const selectors: ManifestsRule = {
  id: 'ALLOY-DISCOVERY-2',
  severity: Severity.ERROR,
  title: 'discovery.kubernetes has at most one selectors block for a role',
  why: 'Alloy silently uses only the last one: a node selector before it has no effect',
  evidence: 'https://github.com/prometheus/prometheus/blob/v0.312.0/discovery/kubernetes/kubernetes.go',
  check: ({ manifests }) =>
    everyComponent(manifests, 'discovery.kubernetes').flatMap(({ component: { path, block } }) => {
      const roles = blocksOf(block, 'selectors').flatMap((one) => textOf(attributeOf(one, 'role')) ?? []);
      return [...new Set(roles)]
        .map((role) => ({ role, count: roles.filter((one) => one === role).length }))
        .filter(({ count }) => count > 1)
        .map(({ role, count }) => ({
          path: `${path} selectors`,
          found: `${count} have role '${role}', and only the last one has an effect`,
          fix: 'merge them: field and label each accept several, separated by commas',
        }));
    }),
};

const events: ManifestsRule = {
  id: 'ALLOY-EVENTS-1',
  severity: Severity.ERROR,
  title: 'only one Alloy reads the events of the cluster',
  why: 'every Alloy that reads them sends all of them',
  evidence: 'https://grafana.com/docs/alloy/latest/reference/components/loki/loki.source.kubernetes_events/',
  check: ({ manifests }) =>
    alloyGraphs(manifests).flatMap((graph: AlloyGraph) =>
      alloyPods(graph.reading).flatMap((pods) =>
        graph.reading.components
          .filter(({ name }) => name === 'loki.source.kubernetes_events')
          .filter((component) => copies(pods.workload) && !isClustered(component, pods))
          .map(({ path }) => ({
            path,
            found: `reads all events ${copies(pods.workload) ?? ''}`,
            fix: 'move it to a Deployment of one replica',
          })),
      ),
    ),
};

/** Rules about discovery. */
export const DISCOVERY_RULES: readonly ManifestsRule[] = [repeated, selectors, watching, events];
