import type { Manifests } from '../../manifests/manifests';
import type { Manifest } from '../../manifests/manifest';
import { isText, record } from '../../manifests/shape';
import { containersOf } from '../../manifests/workloads';

/** True if something in the manifests exists on EKS only. */
export function isForEks(manifests: Manifests): boolean {
  return manifests.read(readIsForEks);
}

/** Keys of annotations and labels that EKS reads or sets. */
const KEY = /^eks\.amazonaws\.com\//;

/** API groups of EKS, its network and its provisioner of nodes. */
const GROUP = /^(eks\.amazonaws\.com|(karpenter|vpcresources)\.k8s\.aws|crd\.k8s\.amazonaws\.com)\//;

/** Registries of the add-ons of EKS. */
const REGISTRY = /^(602401143452|918309763551|961992271922)\.dkr\.ecr\./;

const readIsForEks = ({ objects, workloads }: Manifests): boolean =>
  objects.some(
    (object) =>
      GROUP.test(object.apiVersion) || hasKey(object) || object['provisioner'] === 'ebs.csi.eks.amazonaws.com',
  ) ||
  workloads.some(
    (workload) =>
      hasKeyOf((workload.pod as { nodeSelector?: unknown }).nodeSelector, workload.labels) ||
      containersOf(workload).some(({ image }) => isText(image) && REGISTRY.test(image)),
  );

function hasKey({ metadata }: Manifest): boolean {
  const { annotations, labels } = record(metadata as unknown);
  return hasKeyOf(annotations, labels);
}

function hasKeyOf(...maps: readonly unknown[]): boolean {
  return maps.some((map) => Object.keys(record(map)).some((key) => KEY.test(key)));
}
