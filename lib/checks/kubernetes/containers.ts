import type { Manifests } from '../../manifests/manifests';
import type { Finding } from '../rule';
import type { Container } from '../../manifests/pods';
import { containerPath, containersOf, type Workload } from '../../manifests/workloads';

/** A container and its path. */
interface PlacedContainer {
  /** The container. */
  readonly container: Container;

  /** Workload that creates its pods. */
  readonly workload: Workload;

  /** Path of the container, with which paths of findings begin. */
  readonly path: string;
}

/** Every container of every workload. */
function everyContainer(manifests: Manifests): readonly PlacedContainer[] {
  return manifests.read(readContainers);
}

/** Findings about single containers. */
export function inContainers(
  manifests: Manifests,
  find: (container: Container, path: string, workload: Workload) => Finding[],
): Finding[] {
  return everyContainer(manifests).flatMap(({ container, path, workload }) => find(container, path, workload));
}

const readContainers = ({ workloads }: Manifests): PlacedContainer[] =>
  workloads.flatMap((workload) =>
    containersOf(workload).map((container) => ({ container, workload, path: containerPath(workload, container) })),
  );
