import { k8s } from 'cdk8s-plus-28';
import { EXPOSED_PORT } from '../exposure';
import { LoadBalancers } from '../props';
import { DEREGISTRATION_SECONDS, type DoorObjects, HOST_ANNOTATION, schemeOf, TLS_POLICY } from './attributes';

/** Class of load balancers. Without it, another controller could take the Service. Kubernetes refuses to change it. */
const CLASSES: Record<LoadBalancers, string> = {
  [LoadBalancers.CONTROLLER]: 'service.k8s.aws/nlb',
  [LoadBalancers.AUTO_MODE]: 'eks.amazonaws.com/nlb',
};

const PREFIX = 'service.beta.kubernetes.io/aws-load-balancer-';

/**
 * Service of a Network Load Balancer, beside the Service that pods use. TLS ends at the load balancer, and its targets are pods
 * (https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/main/docs/guide/service/annotations.md).
 */
export function nlbDoor(props: DoorObjects): readonly unknown[] {
  const { exposure, metadata, target } = props;
  if (exposure.targetGroupName !== undefined) return [binding(props)];
  const { host, ranges, certificateArn, subnetIds, securityGroupIds, loadBalancers } = exposure;
  const annotations: Record<string, string | undefined> = {
    scheme: schemeOf(exposure),
    'nlb-target-type': 'ip',
    'ssl-cert': certificateArn,
    'ssl-ports': String(EXPOSED_PORT),
    'ssl-negotiation-policy': TLS_POLICY,
    'healthcheck-protocol': 'http',
    // The name of a port would require a numeric target port.
    'healthcheck-port': 'traffic-port',
    'healthcheck-path': target.healthPath,
    // A zone without a gateway pod forwards requests to another zone.
    attributes: 'load_balancing.cross_zone.enabled=true',
    // The network policy admits the load balancer's addresses, not those of clients.
    'target-group-attributes': [
      `deregistration_delay.timeout_seconds=${DEREGISTRATION_SECONDS}`,
      'preserve_client_ip.enabled=false',
    ].join(','),
    ...(subnetIds.length > 0 ? { subnets: subnetIds.join(',') } : {}),
    ...(securityGroupIds.length > 0
      ? { 'security-groups': securityGroupIds.join(','), 'manage-backend-security-group-rules': 'true' }
      : {}),
  };
  const named = Object.entries(annotations).map(([key, value]) => [`${PREFIX}${key}`, value ?? '']);
  return [
    k8s.KubeService.manifest({
      metadata: {
        ...metadata,
        annotations: { ...(Object.fromEntries(named) as Record<string, string>), [HOST_ANNOTATION]: host },
      },
      spec: {
        type: 'LoadBalancer',
        loadBalancerClass: CLASSES[loadBalancers],
        allocateLoadBalancerNodePorts: false,
        ...(ranges.length > 0 ? { loadBalancerSourceRanges: [...ranges] } : {}),
        selector: { ...target.podLabels },
        ports: [{ name: 'https', port: EXPOSED_PORT, targetPort: k8s.IntOrString.fromString('http') }],
      },
    }),
  ];
}

/**
 * Binding of the pods to the target group of a load balancer that CloudFormation makes. It refers to the group by name:
 * the ARN is known only at deploy time
 * (https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/main/docs/guide/targetgroupbinding/spec.md).
 */
function binding({ exposure, metadata, target }: DoorObjects): unknown {
  return {
    apiVersion: 'elbv2.k8s.aws/v1beta1',
    kind: 'TargetGroupBinding',
    metadata,
    spec: {
      serviceRef: { name: target.service, port: 'http' },
      targetGroupName: exposure.targetGroupName,
      targetType: 'ip',
      // Rules that the controller adds to the security groups of nodes and pods.
      networking: {
        ingress: [
          {
            from: exposure.vpcCidrs.map((cidr) => ({ ipBlock: { cidr } })),
            ports: [{ protocol: 'TCP', port: target.port }],
          },
        ],
      },
    },
  };
}
