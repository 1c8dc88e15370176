import type { Fault } from '../../fault';
import { linesOf } from '../../view';

const state: Fault = {
  id: 'agent-state',
  hop: 'agent',
  isMild: true,
  cause: 'an agent cannot store its positions: after a restart it reads lines again, or skips some',
  find: (view) => {
    const isFull = (pattern: string) => pattern === 'disk-full';
    const lines = ['disk-full', 'read-only', 'folder-absent'].flatMap((pattern) => view.agentLogs(pattern));
    const [first] = lines;
    if (!first) return undefined;
    const pod = view.snapshot.pods.find(({ metadata }) => metadata.name === first.pod);
    return {
      evidence: `${isFull(first.pattern) ? 'no space left on device' : 'read-only file system'}: ${linesOf(lines)}`,
      fix: [
        `kubectl describe node ${pod?.spec.nodeName ?? ''}`.trim(),
        isFull(first.pattern)
          ? 'the disk of the node is full: use nodes with a larger disk'
          : 'the folder of its state must be on a part of the node that can be written: on Bottlerocket below /var/lib',
      ],
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
