import { Construct, RootConstruct } from 'constructs';
import { type ManifestFile, renderedFile } from '../../charts/logging/charts';
import { withOwnChildren } from './own-children';
import { DELIVERY_ID, deliveryId, LOGGING_STACK_ID, manifestPath } from './ids';
import { type KubernetesObject, NAMESPACES, piecesOf } from './manifest-pieces';

/** Beginning of the label by which a `KubernetesManifest` of aws-eks-v2 prunes its objects; its address follows. */
export const PRUNE_LABEL = 'aws.cdk.eks/prune-';

/**
 * Files with the labels that the objects get when the `Logging` stack of an environment delivers them, so that `kubectl
 * diff` shows no such difference. The CDK derives them from the path of a construct, and this path exists without the CDK, too.
 */
export function withPruneLabels(environment: string, files: readonly ManifestFile[]): ManifestFile[] {
  const delivery = below(withOwnChildren(new RootConstruct()), environment, LOGGING_STACK_ID, DELIVERY_ID);
  return files.map((file) => {
    const chart = new Construct(delivery, deliveryId(file.name.replace(/\..*$/, '')));
    const objects = file.objects as unknown as readonly KubernetesObject[];
    const labelled = new Map<KubernetesObject, object>();
    for (const { id, isPart, objects: delivered } of piecesOf([...objects])) {
      if (id === NAMESPACES) continue;
      const label = PRUNE_LABEL + below(chart, ...manifestPath(id, isPart)).node.addr;
      for (const object of delivered) {
        const { metadata } = object;
        labelled.set(object, { ...object, metadata: { ...metadata, labels: { [label]: '', ...metadata.labels } } });
      }
    }
    const all = objects.map((object) => labelled.get(object) ?? object);
    return renderedFile(file.name, all as unknown as ManifestFile['objects']);
  });
}

function below(scope: Construct, ...ids: readonly string[]): Construct {
  return ids.reduce<Construct>((parent, id) => new Construct(parent, id), scope);
}
