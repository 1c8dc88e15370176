import type { Chart } from 'cdk8s';
import { addObject } from '../../../kubernetes/objects';
import { type Door, type ExposureProps, LoadBalancers } from '../props';
import { albDoor } from './alb';
import type { DoorObjects } from './attributes';
import { nlbDoor } from './nlb';
import { routeDoor } from './route';

/**
 * Label of a namespace whose new pods become ready only after the load balancer has registered them, so that rollouts
 * wait for it.
 */
const READINESS_LABELS: Record<LoadBalancers, string> = {
  // https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/main/docs/deploy/pod_readiness_gate.md
  [LoadBalancers.CONTROLLER]: 'elbv2.k8s.aws/pod-readiness-gate-inject',
  [LoadBalancers.AUTO_MODE]: 'eks.amazonaws.com/pod-readiness-gate-inject',
};

/** Objects by kind of door. */
const OBJECTS: Record<Door, (props: DoorObjects) => readonly unknown[]> = {
  nlb: nlbDoor,
  alb: albDoor,
  'gateway-api': routeDoor,
};

/** Adds the objects of a door. */
export function addDoor(chart: Chart, props: DoorObjects): void {
  for (const object of OBJECTS[props.exposure.by](props)) addObject(chart, object);
}

/** Labels that the namespace of a door's pods needs. */
export function readinessLabels({ gateway, loadBalancers }: ExposureProps): Record<string, string> {
  // A proxy in the cluster finds pods itself, without a load balancer.
  if (gateway?.proxyNamespace !== undefined) return {};
  return { [READINESS_LABELS[loadBalancers ?? LoadBalancers.CONTROLLER]]: 'enabled' };
}
