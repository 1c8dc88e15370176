import { APPS, type Written } from './apps';
import { metadataOf, PushRequest } from './push-request';
import { Random } from '../../helpers/random';

/** Default `batch_size` of loki.write. */
const BATCH_BYTES = 1024 * 1024;

/** Number of nodes, each with an Alloy that sends its batches in sequence. */
const NODES = 4;

/** Properties of logs that cover the time from `start` to `end`, in milliseconds since 1970. */
export interface LogsProps {
  readonly start: number;
  readonly end: number;

  /** Total size of the lines in bytes. */
  readonly bytes: number;

  /** Value of the label `cluster` of every line. */
  readonly cluster: string;

  /** Seed of the random numbers. */
  readonly seed: number;

  /** True if the node is an index label, false if it is structured metadata. */
  readonly nodeLabel: boolean;
}

/** Logs of a cluster's pods, as the Alloy of each node sends them: the same for the same seed and times. */
export interface Logs {
  /** Bodies of each node's pushes, in order. */
  readonly nodes: readonly (readonly Buffer[])[];

  readonly bytes: number;

  readonly lines: number;

  /** Number of streams. */
  readonly streams: number;

  /** Ids of traces that occur in one line each, spread over the whole time. */
  readonly needles: readonly string[];
}

interface PodOfApp {
  readonly node: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly metadata: Buffer;
  readonly write: (random: Random, milliseconds: number) => Written;
}

/** Number of traces for each one that is searched for. */
const NEEDLE_EVERY = 997;

/** Generates logs. */
export function makeLogs({ start, end, bytes, cluster, seed, nodeLabel }: LogsProps): Logs {
  const random = new Random(seed);
  const pods = podsOf(random, cluster, nodeLabel);
  const nodes: Buffer[][] = Array.from({ length: NODES }, () => []);
  const batches = nodes.map(() => new PushRequest());
  const streams = new Set<string>();
  const needles: string[] = [];
  const total = { bytes: 0, lines: 0, traces: 0 };
  while (total.bytes < bytes) {
    // Each node writes at a constant rate, so time follows from bytes.
    const now = start + Math.floor(((end - start) * total.bytes) / bytes);
    const pod = random.of(pods);
    const { lines, stderr, trace } = pod.write(random, now);
    const labels = stderr ? pod.stderr : pod.stdout;
    let nanoseconds = BigInt(now) * 1_000_000n + BigInt(random.below(900_000));
    for (const line of lines) {
      const batch = batches[pod.node] as PushRequest;
      batch.add(labels, nanoseconds, line, pod.metadata);
      nanoseconds += 1000n;
      total.bytes += Buffer.byteLength(line);
      total.lines += 1;
      if (batch.bytes < BATCH_BYTES) continue;
      nodes[pod.node]?.push(batch.encode());
      batches[pod.node] = new PushRequest();
    }
    streams.add(labels);
    if (trace && ++total.traces % NEEDLE_EVERY === 0) needles.push(trace);
  }
  batches.forEach((batch, node) => nodes[node]?.push(batch.encode()));
  return { nodes, bytes: total.bytes, lines: total.lines, streams: streams.size, needles };
}

/** Pods, repeated by the weight of their app: a random one is picked by weight. */
function podsOf(random: Random, cluster: string, nodeLabel: boolean): PodOfApp[] {
  return APPS.flatMap(({ namespace, name, container, pods, weight, write }) => {
    // Labels and structured metadata that our Alloy adds to a pod's lines (charts/alloy/sources/pods.ts).
    const labels = (stream: string, node: string) =>
      `{app="${name}", cluster="${cluster}", container="${container}", job="${namespace}/${container}", ` +
      `namespace="${namespace}", ${nodeLabel ? `node_name="${node}", ` : ''}stream="${stream}"}`;
    const set = random.hex(10);
    return Array.from({ length: pods }, (_, index): PodOfApp[] => {
      const node = index % NODES;
      const node_name = `ip-10-0-${node}-17.ec2.internal`;
      const pod_name = `${name}-${set}-${random.hex(5)}`;
      const metadata = metadataOf(nodeLabel ? { pod: pod_name } : { pod: pod_name, node_name });
      const pod = { node, stdout: labels('stdout', node_name), stderr: labels('stderr', node_name), metadata, write };
      return Array<PodOfApp>(Math.max(1, Math.round((weight / pods) * 50))).fill(pod);
    }).flat();
  });
}
