import { NODE_NAME, nodeName } from '../stages/node';
import { structuredMetadata } from '../stages/metadata';
import { routeStages } from '../stages/routes';
import type { AlloyContext, AlloySource, HostMount } from './source';
import { Block } from '../language/syntax';
import { bool, list, number, object, reference, text } from '../language/values';
import { mountsOf } from './files/paths';
import { annotatedMultiline, annotatedStages, dropLabels } from './pods/annotations';
import { annotationMeta, POD_META, rule } from './pods/meta';
import type { PodsSettings } from './pods/settings';
import { chosenRules, labelRules, podDiscovery } from './pods/targets';

/**
 * Annotation of a static pod's copy in the API server. Its value, not the uid of the copy, is in the name of the folder
 * with the logs.
 */
const MIRROR = annotationMeta('kubernetes.io/config.mirror');

/** Folder of the logs of pods. The kubelet makes it on every node, and the runtime writes the files as root. */
const POD_LOGS: HostMount = { name: 'pod-logs', path: '/var/log/pods', type: 'Directory' };

/** Interval of the search for new files: half of Alloy's 10 s, so that even pods that live for seconds are found. */
const SYNC_PERIOD = '5s';

/**
 * Maximum size of a line that the runtime split, in bytes: Loki's own `max_line_size`. Without it a container that
 * never ends its line would fill Alloy's memory, and Loki would refuse the line in the end.
 * https://grafana.com/docs/loki/latest/configure/#limits_config
 */
const MAX_LINE_SIZE = 256 * 1024;

/** Settings of the logs of pods. */
export interface PodsSourceProps {
  /** If true, `node_name` is a label, otherwise structured metadata. @default true */
  readonly nodeLabel?: boolean;

  /** Pods that are read, and the annotations that are read from them. @default - all pods, no annotations */
  readonly settings?: PodsSettings;
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

  private readonly settings: PodsSettings;

  public readonly name = 'pods';
  public readonly mounts: HostMount[];
  public readonly fileOwners = 'root';
  public readonly env = [NODE_NAME];

  /** All pods: RBAC has no permission for the pods of one node. */
  public readonly rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }];

  constructor({ nodeLabel = true, settings = {} }: PodsSourceProps = {}) {
    this.settings = settings;
    const { formerPositions } = settings;
    this.mounts = [POD_LOGS, ...(formerPositions === undefined ? [] : mountsOf([formerPositions]))];
    this.metadata = nodeLabel ? ['pod'] : ['pod', 'node_name'];
  }

  public blocks(context: AlloyContext): Block[] {
    const { annotations } = this.settings;
    const discovery = podDiscovery(this.name, this.settings, { node: nodeName() });
    const relabel = new Block('discovery.relabel', this.name)
      .set('targets', discovery.exported('targets'))
      .add(...this.relabelRules());
    const users = context.stages(this.name);
    const process = new Block('loki.process', this.name).set('forward_to', list(context.receiver)).add(
      // First, while `pod` and `filename` still distinguish the partial lines of containers.
      new Block('stage.cri')
        .set('max_partial_line_size', number(MAX_LINE_SIZE))
        .set('max_partial_line_size_truncate', bool(true)),
      new Block('stage.static_labels').set('values', object({ node_name: nodeName() })),
      ...annotatedMultiline(annotations, this.name),
      ...users,
      ...annotatedStages(annotations, this.name, users),
      structuredMetadata(...this.metadata),
      dropLabels('filename', annotations),
      ...routeStages(context.routes),
    );
    const source = new Block('loki.source.file', this.name)
      .set('targets', relabel.exported('output'))
      .set('forward_to', list(reference(`${process.id}.receiver`)));
    const { formerPositions } = this.settings;
    if (formerPositions !== undefined) source.set('legacy_positions_file', text(formerPositions));
    source.add(new Block('file_match').set('enabled', bool(true)).set('sync_period', text(SYNC_PERIOD)));
    return [discovery, relabel, source, process];
  }

  /**
   * Rules of the targets. No label depends on a port, a restart or a state: discovery makes a target for every port of
   * a container, and Alloy reads their file once if path and labels are the same. If these change, Alloy reads the
   * whole file again.
   */
  private relabelRules(): Block[] {
    const { namespace, pod, uid, container } = POD_META;
    const path = (folder: string): Block =>
      rule('__path__', namespace, pod, folder, container)
        .set('regex', text('(.+);(.+);(.+);(.+)'))
        .set('replacement', text('/var/log/pods/${1}_${2}_${3}/${4}/*.log'));
    return [...chosenRules(this.settings), ...labelRules(), path(uid), path(MIRROR)];
  }
}
