import type { k8s } from 'cdk8s-plus-28';
import type { Exposure } from '../../endpoint/exposure/exposure';

/** Inputs of the objects of a door. */
export interface DoorProps {
  /** The door. */
  readonly exposure: Exposure;

  /** Metadata of its objects. */
  readonly metadata: k8s.ObjectMeta;

  /** Name of the gateway's Service. */
  readonly gatewayService: string;

  /** Seconds that the longest query may take, until its answer arrives. */
  readonly longestQuerySeconds: number;
}

/** Seconds that a load balancer goes on sending requests to a pod that ends. */
export const DEREGISTRATION_SECONDS = 60;

/** Policy of TLS listeners: TLS 1.2 and 1.3 (https://docs.aws.amazon.com/elasticloadbalancing/latest/network/describe-ssl-policies.html). */
export const TLS_POLICY = 'ELBSecurityPolicy-TLS13-1-2-2021-06';

/** Annotation from which external-dns, if the cluster has it, makes the record of the host. */
export const HOST_ANNOTATION = 'external-dns.alpha.kubernetes.io/hostname';
