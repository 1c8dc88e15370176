import { FARGATE_NODE } from '../../../../../charts/alloy/collectors/fargate';
import { kubectlSelector, selects } from '../../../../manifests/selectors';
import { workloadOf } from '../../commands';
import type { Fault } from '../../fault';
import { hopOf } from '../../hops';
import type { SnapshotNode } from '../../snapshot';
import { linesOf, some, type View } from '../../view';
import { lacksApi } from '../agent/api';
import { DNS_FAULT } from './dns';
import { CONDITION_FAULTS } from './conditions';
import { EVICTION_FAULTS } from './evictions';
import { settledNodes } from './settled';
import { LAUNCH_FAULTS } from './launches';
import { LEAVING_FAULTS, NO_NETWORK } from './leaving';
import { PRESSURES, RELIEF } from './relief';
import { SECOND_AGENT_FAULTS } from './second-agent';
import { refusedWorkloads } from '../pods';

const condition = (node: SnapshotNode, type: string) => node.status?.conditions?.find((one) => one.type === type);

const namesOf = (nodes: readonly SnapshotNode[]): string => some(nodes.map(({ metadata }) => metadata.name));

/** Workloads that run on every node. */
const daemonSets = ({ setup }: View) =>
  setup.workloads.filter(({ kind, component }) => kind === 'DaemonSet' && hopOf(component) === 'agent');

const notReady: Fault = {
  id: 'node-not-ready',
  hop: 'node',
  cause: 'a node does not answer: its pods do not run, and its files are not read',
  find: (view) => {
    const { snapshot } = view;
    // A node without a network reports that, and still answers.
    const away = settledNodes(view).filter((node) => {
      const { status, message = '' } = condition(node, 'Ready') ?? {};
      return status !== 'True' && !NO_NETWORK.test(message);
    });
    if (away.length === 0) return undefined;
    const [first] = away;
    const { status, message: why } = (first && condition(first, 'Ready')) ?? {};
    return {
      ...(status === 'False'
        ? { cause: 'the kubelet of a node says that it cannot run pods: those of the node are away' }
        : {}),
      isMild: away.length < (snapshot.nodes ?? []).length,
      evidence: `node ${namesOf(away)} is not ready${why ? `: ${why}` : ''}`,
      fix: [`kubectl describe node ${first?.metadata.name}`, 'terminate the instance if it does not come back'],
    };
  },
};

const pressure: Fault = {
  id: 'node-pressure',
  hop: 'node',
  isMild: true,
  cause: 'a node runs out of disk, memory or process ids, and evicts pods',
  find: ({ snapshot }) =>
    PRESSURES.flatMap((type) => {
      const under = (snapshot.nodes ?? []).filter((node) => condition(node, type)?.status === 'True');
      if (under.length === 0) return [];
      const fix = [`kubectl describe node ${under[0]?.metadata.name}`, RELIEF[type].fix];
      return { evidence: `node ${namesOf(under)} has ${type}`, fix };
    }),
};

const drainHeld: Fault = {
  id: 'node-drain-held',
  hop: 'node',
  isMild: true,
  cause: 'a node is cordoned, and a budget lets no pod of it go: its drain waits',
  find: ({ setup, snapshot }) => {
    const { nodes = [], budgets = [], pods } = snapshot;
    const cordoned = nodes.filter(({ spec }) => spec.unschedulable).map(({ metadata }) => metadata.name);
    return budgets.flatMap(({ metadata: { name, namespace = '' }, spec, status }) => {
      const labels = spec.selector?.matchLabels ?? {};
      if (status?.disruptionsAllowed !== 0 || Object.keys(labels).length === 0) return [];
      const own = pods.filter(
        ({ metadata }) => metadata.namespace === namespace && selects(spec.selector, metadata.labels ?? {}),
      );
      const held = own.filter((pod) => cordoned.includes(pod.spec.nodeName ?? ''));
      const [first] = held;
      if (!first) return [];
      const { currentHealthy, expectedPods } = status;
      const isWhole = currentHealthy >= expectedPods;
      const selector = kubectlSelector(labels);
      return {
        evidence: `node ${first.spec.nodeName} is cordoned, and PodDisruptionBudget ${namespace}/${name} holds ${some(held.map(({ metadata }) => metadata.name))}: ${currentHealthy} of ${expectedPods} pods are healthy`,
        fix: isWhole
          ? [
              `kubectl get poddisruptionbudget --namespace ${namespace} ${name} -o yaml`,
              `it must allow one pod to be away: ${setup.deliver}`,
            ]
          : [`kubectl get pods --namespace ${namespace} --selector ${selector}: the drain goes on when all are ready`],
      };
    });
  },
};

/** Nodes without agents: Fargate runs no DaemonSets, and images are for Linux. */
const isLeftOut = ({ metadata: { labels = {} } }: SnapshotNode): boolean =>
  labels[FARGATE_NODE.key] === FARGATE_NODE.value || (labels['kubernetes.io/os'] ?? 'linux') !== 'linux';

const noAgent: Fault = {
  id: 'node-no-agent',
  hop: 'node',
  cause: 'a node has no agent, so its files are not read',
  find: (view) =>
    daemonSets(view).flatMap(({ namespace, name, component }) => {
      const { nodes = [] } = view.snapshot;
      const withAgent = new Set(view.pods(component).map(({ spec }) => spec.nodeName));
      const without = settledNodes(view).filter((node) => !isLeftOut(node) && !withAgent.has(node.metadata.name));
      const exists = view.snapshot.workloads.some(
        ({ kind, metadata }) => kind === 'DaemonSet' && metadata.namespace === namespace && metadata.name === name,
      );
      if (without.length === 0 || !exists || view.areUnseen('pods', namespace)) return [];
      // A refused pod is another fault.
      if (refusedWorkloads(view).some((one) => one.kind === 'DaemonSet' && one.name === name)) return [];
      const taints = without.flatMap(({ spec }) => spec.taints ?? []).map(({ key, effect }) => `${key}:${effect}`);
      return {
        isMild: without.length < nodes.length,
        evidence: `node ${namesOf(without)} has no pod of DaemonSet ${namespace}/${name}${taints.length > 0 ? `; taints: ${some(taints)}` : ''}`,
        fix: [
          `kubectl describe daemonset --namespace ${namespace} ${name}`,
          `give it a toleration${view.setup.found ? '' : `: environments.${view.setup.name}.workloads.alloy.tolerations`}`,
        ],
      };
    }),
};

/** Seconds after which an agent has found what it reads. */
const FOUND_AFTER = 60;

/** Agents on nodes that were read, and that have had the time to find files. */
const readers = (view: View) =>
  view.scrapes('agent').filter((scrape) => {
    const start =
      view.sum([scrape], 'alloy_resources_process_start_time_seconds') ??
      view.sum([scrape], 'process_start_time_seconds');
    return start === undefined || view.now - start > FOUND_AFTER;
  });

/** Component of our agents that reads files of pods: others read files of the node. */
const POD_FILES = 'loki.source.file.pods';

const noFiles: Fault = {
  id: 'node-no-files',
  hop: 'node',
  cause: 'the agent runs and finds no file of a pod: /var/log is not mounted, or no pod of its node is selected',
  find: (view) => {
    if (!view.setup.readsPodFiles) return undefined;
    // Agents of another chart may read the API, and have no such metric.
    const { found } = view.setup;
    const labels: Record<string, string> = found ? {} : { component_id: POD_FILES };
    const blind = readers(view).filter((scrape) => {
      const active = view.sum([scrape], 'loki_source_file_files_active_total', labels);
      return (active ?? (found ? Infinity : 0)) === 0;
    });
    if (blind.length === 0) return undefined;
    const pods = view.pods('agent').filter(({ metadata }) => blind.some(({ pod }) => pod === metadata.name));
    const mounted = pods.some(({ spec }) =>
      spec.containers?.some(({ volumeMounts }) =>
        volumeMounts?.some(({ mountPath }) => mountPath.startsWith('/var/log')),
      ),
    );
    const [first] = blind;
    return {
      // Without the API server, agents know no pods and find no files.
      ...(lacksApi(view) ? { follows: ['agent'] } : {}),
      evidence: `${some(blind.map(({ pod }) => pod))} reads no file of pods, and ${mounted ? 'has' : 'does not have'} a mount at /var/log`,
      fix: mounted
        ? [
            `kubectl logs --namespace ${first?.namespace} ${first?.pod} --all-containers --since 10m`,
            view.setup.found
              ? 'its discovery must select pods of this node (spec.nodeName), and __path__ must name their files'
              : 'alloy.pods.namespaces must select the namespaces of the node, and the selector of its discovery the node',
          ]
        : [`mount /var/log of the node into the agents`, view.setup.deliver],
    };
  },
};

const journalSilent: Fault = {
  id: 'node-journal',
  hop: 'node',
  cause: 'the agent reads nothing of the journal: another path, no permission, or an empty /etc/machine-id',
  find: (view) => {
    if (!view.setup.readsJournal) return undefined;
    const lines = view.logs('journal', 'agent');
    const silent = readers(view).filter((scrape) => view.sum([scrape], 'loki_source_journal_target_lines_total') === 0);
    if (lines.length === 0 && silent.length === 0) return undefined;
    const [first] = silent;
    const where = first
      ? `--namespace ${first.namespace} ${first.pod}`
      : `--namespace ${view.setup.alloyNamespace} ${workloadOf(view, 'agent')}`;
    return {
      isMild: true,
      evidence:
        silent.length > 0
          ? `${some(silent.map(({ pod }) => pod))} has read 0 entries of the journal`
          : `the journal cannot be opened: ${linesOf(lines)}`,
      fix: [
        `kubectl logs ${where} --all-containers | grep -i journal`,
        `Amazon Linux 2023 and Bottlerocket keep it in /var/log/journal, others in /run/log/journal; /etc/machine-id must be mounted and not empty${view.setup.found ? '' : '; without a journal write alloy.journal: false'}`,
      ],
    };
  },
};

const fileDenied: Fault = {
  id: 'node-file-denied',
  hop: 'node',
  cause: 'the agent may not open files of the node: it needs DAC_READ_SEARCH, or SELinux refuses',
  find: (view) => {
    const lines = view.logs('file-denied', 'agent');
    if (lines.length === 0) return undefined;
    return {
      evidence: `permission denied: ${linesOf(lines)}`,
      fix: [
        view.setup.deliver,
        `${view.setup.found ? 'give the agents DAC_READ_SEARCH, or run them as root' : 'remove what customize takes from the securityContext of the agents'}; on Bottlerocket they need seLinuxOptions of a privileged type`,
      ],
    };
  },
};

/** Faults of nodes and their files. */
export const NODE_FAULTS: readonly Fault[] = [
  ...LEAVING_FAULTS,
  notReady,
  pressure,
  ...CONDITION_FAULTS,
  ...EVICTION_FAULTS,
  drainHeld,
  DNS_FAULT,
  ...LAUNCH_FAULTS,
  noAgent,
  ...SECOND_AGENT_FAULTS,
  noFiles,
  journalSilent,
  fileDenied,
];
