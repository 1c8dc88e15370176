import { check } from '../commands';
import { nodeOf } from '../../hints/node-of';
import type { Fault, Found } from '../fault';
import { hopOf, type HopName } from '../hops';
import type { LogEntry } from '../snapshot';
import { linesOf, type View } from '../view';
import { lacksAws } from './lacks-aws';

/** Parts whose faults explain a program that ends without what AWS gives it. */
const OF_AWS: readonly HopName[] = ['identity', 'buckets'];

/** Faults of what a part of Loki needs at its start, by the pattern of the line that it logs before it ends. */
const ENDS_START: Readonly<Record<string, readonly string[]>> = {
  'disk-full': ['wal-full', 'volume-full'],
  'file-denied': ['volume-denied'],
  'folder-absent': ['volume-absent'],
  'read-only': ['volume-read-only'],
  'too-many-files': ['pod-files'],
  'port-taken': ['pod-port'],
  'volume-io': ['volume-io'],
  'wal-corrupt': ['wal-corrupt'],
  'index-build': ['index-build'],
};

/** A fault that lines of any program show, in the part of the path that it is in. */
const inPart = (
  pattern: string,
  fault: Pick<Fault, 'id' | 'cause' | 'isMild'>,
  says: (detail: string) => string,
  fix: (view: View, first: LogEntry) => string[],
  except: readonly HopName[] = [],
  because: (view: View, line: LogEntry) => readonly string[] = () => [],
): Fault => ({
  ...fault,
  hop: 'agent',
  find: (view) => {
    const parts = new Map<HopName, LogEntry[]>();
    for (const entry of view.logs(pattern)) {
      const hop = hopOf(entry.component);
      if (except.includes(hop)) continue;
      parts.set(hop, [...(parts.get(hop) ?? []), entry]);
    }
    return [...parts].flatMap(([hop, lines]): Found[] => {
      const [first] = lines;
      if (!first) return [];
      const evidence = `${says(lines.at(-1)?.detail ?? '')}: ${linesOf(lines)}`.trim();
      const follows = lines.every(({ pod }) => lacksAws(view, pod)) ? { follows: OF_AWS } : {};
      const causedBy = lines.every((line) => because(view, line).length > 0)
        ? lines.flatMap((line) => because(view, line))
        : [];
      return [{ hop, evidence, fix: fix(view, first), ...follows, causedBy: [...new Set(causedBy)] }];
    });
  },
});

const describe = ({ namespace, pod }: LogEntry): string => `kubectl describe pod --namespace ${namespace} ${pod}`;

/** Faults of what programs need of their nodes and volumes, as their logs say it. */
export const PROGRAM_FAULTS: readonly Fault[] = [
  inPart(
    'port-taken',
    {
      id: 'pod-port',
      cause: 'a program cannot open its port: another one in the pod or on its node has it, or it is below 1024',
    },
    (detail) => `port ${detail} cannot be opened`,
    (view, first) => [
      describe(first),
      view.setup.found
        ? 'give one of the two another port, above 1023'
        : 'give one of the two another port, above 1023: a receiver has it in alloy, and hostNetwork shares the ports of the node',
    ],
  ),
  inPart(
    'thread-limit',
    {
      id: 'pod-processes',
      cause: 'a program may start no more threads or processes: the limit of its pod or node is reached',
    },
    (detail) => detail,
    (_view, first) => [
      describe(first),
      'raise podPidsLimit of the kubelet in the user data of the nodes, or give the pod less to do at once',
    ],
  ),
  inPart(
    'too-many-files',
    {
      id: 'pod-files',
      cause: 'a program may open no more files: the limit of its container or of its node is reached',
    },
    () => 'too many open files',
    (_view, first) => [
      describe(first),
      'sysctl fs.file-max fs.nr_open, on the node, and LimitNOFILE of containerd there: raise the one that is reached in the user data of the nodes',
    ],
    // Agents watch files, which has limits of its own.
    ['agent'],
  ),
  inPart(
    'loki-start',
    { id: 'loki-start', cause: 'a part of Loki ends at its start, since something that it needs cannot be set up' },
    (detail) => `module ${detail} does not start`,
    (view, first) => [
      `kubectl logs --namespace ${first.namespace} ${first.pod} --previous --tail 20: the error before it names the folder, the address or the service`,
      ...check(view),
    ],
    [],
    ({ snapshot }, { pod }) =>
      snapshot.logs.flatMap((line) => (line.pod === pod ? (ENDS_START[line.pattern] ?? []) : [])),
  ),
  inPart(
    'volume-io',
    { id: 'volume-io', cause: 'a volume answers with input/output errors: EBS or its node has a fault' },
    (detail) => `${detail || 'a file'} cannot be read or written`,
    (_view, first) => [
      `${nodeOf(first.namespace, first.pod)}: cordon it, and kubectl delete pod --namespace ${first.namespace} ${first.pod}`,
      'aws ec2 describe-volume-status --filters Name=volume-status.status,Values=impaired',
    ],
  ),
];
