import { GP3 } from '../../../charts/loki/workloads/volumes';
import { isInExtendedSupport } from '../../cluster/kubernetes-versions';
import type { Tariff } from '../prices/tariff';
import type { ClusterSetup, NodesSetup, Setup, VolumeSetup } from '../setup/setup';
import { assumedLine, type BillLine, line } from './line';
import { PER_HOUR, plus, type Term, times, total } from './terms';

/** Control plane of EKS. */
export const eksTerm = (tariff: Tariff, version = ''): Term =>
  times(PER_HOUR, tariff.price(isInExtendedSupport(version) ? 'eksExtended' : 'eks'));

/** Nodes. An instance type whose price is unknown costs nothing here: see `unpriced`. */
export const nodesTerm = (tariff: Tariff, { count, instanceType }: NodesSetup): Term =>
  times([count, instanceType], PER_HOUR, tariff.instance(instanceType) ?? 0);

/** Root disks of nodes. */
export const rootDisksTerm = (tariff: Tariff, { count, rootDisk = 0 }: NodesSetup): Term =>
  times(count, [rootDisk, 'GB'], tariff.price('volume'));

/** Volumes of pods, and their throughput above the one in the price. */
export function volumesTerm(tariff: Tariff, volumes: readonly VolumeSetup[]): Term {
  const gibibytes = volumes.reduce((sum, { count, gibibytes: each }) => sum + count * each, 0);
  const size = times([gibibytes, 'GB'], tariff.price('volume'));
  const faster = volumes
    .filter(({ throughput }) => throughput > GP3.mebibytesPerSecond)
    .map(({ count, throughput }) =>
      times(count, [throughput - GP3.mebibytesPerSecond, 'MiB/s'], tariff.price('volumeThroughput')),
    );
  return plus(size, ...faster);
}

/** Lines of the cluster: resources that are made, and the nodes that pods need. */
export function clusterLines({ cluster, volumes }: Setup, tariff: Tariff): BillLine[] {
  const { kind, version, nodes } = cluster;
  return [
    ...(kind === 'create' ? [line('eks', eksTerm(tariff, version))] : []),
    ...(nodes ? nodeLines(cluster, nodes, tariff) : []),
    ...(total([volumesTerm(tariff, volumes)]) > 0 ? [line('volumes', volumesTerm(tariff, volumes))] : []),
  ];
}

function nodeLines({ kind, isAuto }: ClusterSetup, nodes: NodesSetup, tariff: Tariff): BillLine[] {
  const term = nodesTerm(tariff, nodes);
  const isGroup = kind === 'create' && !isAuto;
  const why = isGroup ? '' : kind === 'existing' ? ', unless the cluster has room' : ', if EKS starts such';
  const of = isGroup ? line : assumedLine;
  return [
    of('nodes', { ...term, arithmetic: `${term.arithmetic}${why}` }),
    ...(isAuto ? [assumedLine('autoMode', times(tariff.price('autoMode'), term.dollars))] : []),
    ...(nodes.rootDisk === undefined ? [] : [of('rootDisks', rootDisksTerm(tariff, nodes))]),
  ];
}
