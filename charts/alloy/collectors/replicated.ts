import { k8s } from 'cdk8s-plus-28';
import { oneMore, oneUnavailable, spread } from '../../kubernetes/workload';
import { type KindObjects, podTemplate, restrictedShape } from './pod';

/** A Deployment behind a Service, spread over zones and hosts. One pod at a time may be evicted. */
export const REPLICATED: KindObjects = {
  isRoot: () => false,
  hasAddress: true,
  workload: (collector, context) =>
    k8s.KubeDeployment.manifest({
      metadata: collector.metadata,
      spec: {
        replicas: collector.replicas,
        selector: { matchLabels: collector.selector },
        strategy: oneMore(),
        template: podTemplate(
          collector,
          context,
          restrictedShape(
            { emptyDir: {} },
            { topologySpreadConstraints: spread(collector.selector, { ofDeployment: true }) },
          ),
        ),
      },
    }),
  budget: ({ metadata, selector }) =>
    k8s.KubePodDisruptionBudget.manifest({ metadata, spec: oneUnavailable(selector) }),
};
