import { dropFilename, NODE_NAME, nodeName } from '../stages/node';
import { structuredMetadata } from '../stages/metadata';
import { routeStages } from '../stages/routes';
import type { AlloyContext, AlloySource, HostMount } from './source';
import { Block } from '../language/syntax';
import { bool, concat, list, number, object, raw, reference, text, texts } from '../language/values';

const NAMESPACE = '__meta_kubernetes_namespace';
const POD = '__meta_kubernetes_pod_name';
const UID = '__meta_kubernetes_pod_uid';
const CONTAINER = '__meta_kubernetes_pod_container_name';

/** Labels that may contain the name of the application, best first. Older manifests have the last two. */
const APP_LABELS = ['app_kubernetes_io_name', 'app', 'k8s_app'].map((name) => `__meta_kubernetes_pod_label_${name}`);

/** Annotation by which the kubelet names the folder of a static pod, instead of the uid that the API server gave the copy. */
const MIRROR = '__meta_kubernetes_pod_annotation_kubernetes_io_config_mirror';

/** Folder of the logs of pods. The kubelet makes it on every node, and the runtime writes the files as root. */
const POD_LOGS: HostMount = { name: 'pod-logs', path: '/var/log/pods', type: 'Directory' };

/** Interval of the search for new files: half of Alloy's 10 s, so that even pods that live for seconds are found. */
const SYNC_PERIOD = '5s';

/**
 * Maximum size of a line that the runtime split, in bytes: Loki's own `max_line_size`. Without it a container that never
 * ends its line would fill Alloy's memory, and Loki would refuse the line in the end.
 * https://grafana.com/docs/loki/latest/configure/#limits_config
 */
const MAX_LINE_SIZE = 256 * 1024;

/** Settings of the logs of pods. */
export interface PodsSourceProps {
  /** If true, `node_name` is a label, otherwise structured metadata. @default true */
  readonly nodeLabel?: boolean;
}

/**
 * Logs of all pods of the node, read from the files that the container runtime writes.
 *
 * Labels: `namespace`, `container`, `app`, `job="<namespace>/<container>"`, `stream`, `node_name`. Structured metadata:
 * `pod`: as a label it would make a stream of every pod that ever ran.
 *
 * With `node_name`, each stream has one writer. All ingesters then receive its lines in the same order, cut the same
 * chunks, and store them once. Streams number at most two per running container, for stdout and stderr.
 *
 * Alloy stops reading a container's file within about five seconds of the pod's removal from the API server. Its last
 * lines are read by then, unless Loki is refusing lines at that time.
 */
export class PodsSource implements AlloySource {
  /** Names of structured metadata. */
  private readonly metadata: readonly string[];

  public readonly name = 'pods';
  public readonly mounts = [POD_LOGS];
  public readonly fileOwners = 'root';
  public readonly env = [NODE_NAME];

  /** All pods: RBAC has no permission for the pods of one node. */
  public readonly rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }];

  constructor({ nodeLabel = true }: PodsSourceProps = {}) {
    this.metadata = nodeLabel ? ['pod'] : ['pod', 'node_name'];
  }

  public blocks(context: AlloyContext): Block[] {
    const discovery = new Block('discovery.kubernetes', this.name).set('role', text('pod')).add(
      // Exactly one: Alloy uses the last of several blocks for a role.
      new Block('selectors').set('role', text('pod')).set('field', concat(text('spec.nodeName='), nodeName())),
    );
    const relabel = new Block('discovery.relabel', this.name)
      .set('targets', discovery.exported('targets'))
      .add(...this.relabelRules());
    const process = new Block('loki.process', this.name).set('forward_to', list(context.receiver)).add(
      // First, while `pod` and `filename` still tell the partial lines of containers apart.
      new Block('stage.cri')
        .set('max_partial_line_size', number(MAX_LINE_SIZE))
        .set('max_partial_line_size_truncate', bool(true)),
      new Block('stage.static_labels').set('values', object({ node_name: nodeName() })),
      ...context.stages(this.name),
      structuredMetadata(...this.metadata),
      dropFilename(),
      ...routeStages(context.routes),
    );
    const source = new Block('loki.source.file', this.name)
      .set('targets', relabel.exported('output'))
      .set('forward_to', list(reference(`${process.id}.receiver`)))
      .add(new Block('file_match').set('enabled', bool(true)).set('sync_period', text(SYNC_PERIOD)));
    return [discovery, relabel, source, process];
  }

  /**
   * No label depends on a port, a restart or a state. There is a target for every port of a container, and Alloy reads
   * the file once if path and labels of the targets are the same; if they change, it reads the whole file again.
   */
  private relabelRules(): Block[] {
    const rule = (target: string, ...from: string[]): Block =>
      new Block('rule').set('source_labels', texts(...from)).set('target_label', text(target));
    const path = (uid: string): Block =>
      rule('__path__', NAMESPACE, POD, uid, CONTAINER)
        .set('regex', text('(.+);(.+);(.+);(.+)'))
        .set('replacement', text('/var/log/pods/${1}_${2}_${3}/${4}/*.log'));
    return [
      rule('namespace', NAMESPACE),
      rule('pod', POD),
      rule('container', CONTAINER),
      rule('app', ...APP_LABELS).set('regex', raw(';*([^;]+).*')),
      rule('job', NAMESPACE, CONTAINER).set('separator', text('/')),
      path(UID),
      path(MIRROR),
    ];
  }
}
