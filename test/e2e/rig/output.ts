import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiPod, KubernetesApi } from './kubernetes-api';
import { criLine, type FakeNode, podLog } from './node';
import type { Pod } from './pod';

/** A node whose agent reads the output of pods. */
interface ReadNode {
  readonly node: FakeNode;
  readonly api: KubernetesApi;
}

/**
 * Writes the output of a container to the file of the node that the container runtime would write, and tells the API of its
 * pod. What it returns ends it.
 */
export function shipOutput(
  { node, api }: ReadNode,
  pod: Pod,
  {
    container,
    isShipped = () => true,
  }: {
    readonly container: string;
    readonly isShipped?: (line: string) => boolean;
  },
): () => void {
  const known: ApiPod = node.pod(pod.props.namespace, pod.name, container, pod.props.labels);
  const file = join(pod.props.folder, container, 'log');
  let seen = 0;
  const timer = setInterval(() => {
    if (!existsSync(file)) return;
    const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
    const entries = lines.slice(seen).filter(isShipped);
    seen = lines.length;
    if (entries.length > 0) node.append(podLog(known), entries.map((line) => criLine(Date.now(), line)).join(''));
  }, 100);
  api.add(known);
  return () => clearInterval(timer);
}
