import { k8s } from 'cdk8s-plus-28';
import { EXPOSED_PORT } from '../exposure';
import { LoadBalancers } from '../props';
import { DEREGISTRATION_SECONDS, type DoorObjects, schemeOf, TLS_POLICY } from './attributes';

const PREFIX = 'alb.ingress.kubernetes.io/';

/** Class that the AWS Load Balancer Controller makes when it is installed. */
const CONTROLLER_CLASS = 'alb';

/**
 * Ingress of an Application Load Balancer
 * (https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/main/docs/guide/ingress/annotations.md).
 */
export function albDoor(props: DoorObjects): readonly unknown[] {
  const { exposure, metadata } = props;
  const isAutoMode = exposure.loadBalancers === LoadBalancers.AUTO_MODE;
  const name = metadata.name as string;
  const { ranges, securityGroupIds } = exposure;
  const annotations = Object.entries({
    ...(isAutoMode ? {} : balancerAnnotations(props)),
    'target-type': 'ip',
    'listen-ports': JSON.stringify([{ HTTPS: EXPOSED_PORT }]),
    'ssl-policy': TLS_POLICY,
    'healthcheck-path': props.target.healthPath,
    'target-group-attributes': `deregistration_delay.timeout_seconds=${DEREGISTRATION_SECONDS}`,
    ...(securityGroupIds.length > 0
      ? { 'security-groups': securityGroupIds.join(','), 'manage-backend-security-group-rules': 'true' }
      : { 'inbound-cidrs': ranges.join(',') }),
  }).map(([key, value]) => [`${PREFIX}${key}`, value]);
  const ingress = k8s.KubeIngress.manifest({
    metadata: { ...metadata, annotations: Object.fromEntries(annotations) as Record<string, string> },
    spec: {
      ingressClassName: isAutoMode ? name : CONTROLLER_CLASS,
      rules: [
        {
          host: exposure.host,
          http: {
            paths: [
              {
                path: '/',
                pathType: 'Prefix',
                backend: { service: { name: props.target.service, port: { name: 'http' } } },
              },
            ],
          },
        },
      ],
    },
  });
  return isAutoMode ? [...autoModeClass(name, props), ingress] : [ingress];
}

/** Attributes of the load balancer. */
const attributesOf = ({ exposure, longestQuerySeconds }: DoorObjects): Record<string, string> => ({
  'idle_timeout.timeout_seconds': String(exposure.idleSeconds(longestQuerySeconds)),
  'routing.http.drop_invalid_header_fields.enabled': 'true',
});

/** Annotations with settings that EKS Auto Mode reads from the class instead. */
function balancerAnnotations(props: DoorObjects): Record<string, string> {
  const { certificateArn = '', subnetIds } = props.exposure;
  const attributes = Object.entries(attributesOf(props)).map(([key, value]) => `${key}=${value}`);
  return {
    scheme: schemeOf(props.exposure),
    'certificate-arn': certificateArn,
    'load-balancer-attributes': attributes.join(','),
    ...(subnetIds.length > 0 ? { subnets: subnetIds.join(',') } : {}),
  };
}

/** Class of Auto Mode for this one Ingress (https://docs.aws.amazon.com/eks/latest/userguide/auto-configure-alb.html). */
function autoModeClass(name: string, props: DoorObjects): readonly unknown[] {
  const { certificateArn, subnetIds } = props.exposure;
  const { labels } = props.metadata;
  return [
    {
      apiVersion: 'eks.amazonaws.com/v1',
      kind: 'IngressClassParams',
      metadata: { name, labels },
      spec: {
        scheme: schemeOf(props.exposure),
        certificateARNs: [certificateArn],
        loadBalancerAttributes: Object.entries(attributesOf(props)).map(([key, value]) => ({ key, value })),
        ...(subnetIds.length > 0 ? { subnets: { ids: [...subnetIds] } } : {}),
      },
    },
    k8s.KubeIngressClass.manifest({
      metadata: { name, labels },
      spec: {
        controller: 'eks.amazonaws.com/alb',
        parameters: { apiGroup: 'eks.amazonaws.com', kind: 'IngressClassParams', name },
      },
    }),
  ];
}
