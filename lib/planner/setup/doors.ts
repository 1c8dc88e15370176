import type { Manifests } from '../../manifests/manifests';
import type { Manifest } from '../../manifests/manifest';
import { at, record } from '../../manifests/shape';
import type { DoorSetup } from './setup';

/** Annotations that decide whether the internet reaches a load balancer, by the kind of its object. */
const SCHEME = {
  Service: 'service.beta.kubernetes.io/aws-load-balancer-scheme',
  Ingress: 'alb.ingress.kubernetes.io/scheme',
} as const;

/** Kind of the objects in which EKS Auto Mode keeps the scheme of Application Load Balancers. */
const PARAMETERS = 'IngressClassParams';

/** Load balancers of Services and Ingresses, and those of CloudFormation to which pods are bound as targets. */
export function doorsOf(manifests: Manifests): DoorSetup {
  const services = manifests.ofKind('Service').filter((service) => at(service, 'spec.type') === 'LoadBalancer');
  const ingresses = manifests.ofKind('Ingress');
  const bound = manifests.ofKind('TargetGroupBinding');
  const isPublicByClass = manifests
    .ofKind(PARAMETERS)
    .some((parameters) => at(parameters, 'spec.scheme') === 'internet-facing');
  const isPublic = (object: Manifest, kind: keyof typeof SCHEME) =>
    record(at(object, 'metadata.annotations'))[SCHEME[kind]] === 'internet-facing' ||
    (kind === 'Ingress' && isPublicByClass);
  return {
    count: services.length + ingresses.length + bound.length,
    public:
      services.filter((service) => isPublic(service, 'Service')).length +
      ingresses.filter((ingress) => isPublic(ingress, 'Ingress')).length,
  };
}
