import type { Manifests } from '../../manifests/manifests';
import type { Manifest } from '../../manifests/manifest';
import { at, record } from '../../manifests/shape';
import type { DoorSetup } from './setup';

/** Annotations that say whether the internet reaches a load balancer, by kind of what makes it. */
const SCHEME = {
  Service: 'service.beta.kubernetes.io/aws-load-balancer-scheme',
  Ingress: 'alb.ingress.kubernetes.io/scheme',
} as const;

/** Kind with which EKS Auto Mode has the scheme of its Application Load Balancers. */
const PARAMETERS = 'IngressClassParams';

/**
 * Load balancers that objects make: of Services and Ingresses, and those that CloudFormation makes and targets are bound to.
 */
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
