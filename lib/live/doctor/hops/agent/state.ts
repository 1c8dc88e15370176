import type { Fault } from '../../fault';
import { linesOf } from '../../view';

/** Obstacles to writing the state of an agent, by the pattern of its lines: what is said of each, and what ends it. */
const UNWRITTEN = {
  'disk-full': {
    says: 'no space left on device',
    fix: 'the disk of the node is full: use nodes with a larger disk',
  },
  'read-only': {
    says: 'read-only file system',
    fix: 'the folder of its state must be on a part of the node that can be written: on Bottlerocket below /var/lib',
  },
  'state-denied': {
    says: 'the file of positions cannot be written',
    fix: 'the folder of its state must be one that the user of the agents may write, and not read-only: compare runAsUser with the owner of the folder on the node',
  },
} as const;

/** Pattern of a folder that cannot be made, which means the same as one that cannot be written. */
const UNMADE = 'folder-absent';

const state: Fault = {
  id: 'agent-state',
  hop: 'agent',
  isMild: true,
  cause: 'an agent cannot store its positions: after a restart it reads lines again, or skips some',
  find: (view) => {
    const patterns = ['disk-full', 'read-only', 'state-denied'] as const;
    const found = patterns
      .map((pattern) => ({
        ...UNWRITTEN[pattern],
        lines: [pattern, ...(pattern === 'read-only' ? [UNMADE] : [])].flatMap((one) => view.agentLogs(one)),
      }))
      .find(({ lines }) => lines.length > 0);
    if (!found) return undefined;
    const { says, fix, lines } = found;
    const pod = view.snapshot.pods.find(({ metadata }) => metadata.name === lines[0]?.pod);
    return {
      evidence: `${says}: ${linesOf(lines)}`,
      fix: [`kubectl describe node ${pod?.spec.nodeName ?? ''}`.trim(), fix],
    };
  },
};

const files: Fault = {
  id: 'agent-too-many-files',
  hop: 'agent',
  cause: 'an agent cannot open or watch more files: the limit of its node, which all pods share, is reached',
  find: (view) => {
    const lines = view.agentLogs('too-many-files');
    if (lines.length === 0) return undefined;
    return {
      evidence: `too many open files: ${linesOf(lines)}`,
      fix: [
        'sysctl fs.inotify.max_user_instances fs.inotify.max_user_watches fs.file-max, on the node',
        'raise the one that is reached, in the user data of the nodes: fs.inotify.max_user_instances = 8192',
      ],
    };
  },
};

const positions: Fault = {
  id: 'agent-positions',
  hop: 'agent',
  isMild: true,
  cause: 'the file of positions of an agent is damaged, so that source does not start',
  find: (view) => {
    const lines = view.agentLogs('positions');
    const [first] = lines;
    if (!first) return undefined;
    return {
      evidence: `the file of positions cannot be read: ${linesOf(lines)}`,
      fix: [
        `kubectl logs --namespace ${first.namespace} ${first.pod} --all-containers | grep -m 1 positions: remove the file that it names on the node, and lines that are still there are read again`,
        `kubectl delete pod --namespace ${first.namespace} ${first.pod}`,
      ],
    };
  },
};

/** Faults of files that agents store or open on their node. */
export const STATE_FAULTS: readonly Fault[] = [state, files, positions];
