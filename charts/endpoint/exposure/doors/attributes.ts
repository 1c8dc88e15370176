import type { k8s } from 'cdk8s-plus-28';
import type { Exposure } from '../exposure';

/** Pods behind a door, and their Service. */
interface DoorTarget {
  /** Name of the Service. Its port is named `http`. */
  readonly service: string;

  /** Labels of the pods. */
  readonly podLabels: Readonly<Record<string, string>>;

  /** Port of the pods and of the Service. */
  readonly port: number;

  /** Path that answers without a password while a pod is healthy. */
  readonly healthPath: string;

  /** Prefix of the paths of WebSockets, whose connections stay open. */
  readonly endlessPath: string;
}

/** Inputs of the objects of a door. */
export interface DoorObjects {
  /** The door. */
  readonly exposure: Exposure;

  /** Metadata of its objects. */
  readonly metadata: k8s.ObjectMeta;

  /** Pods behind the door. */
  readonly target: DoorTarget;

  /** Maximum time in seconds until the answer to a query arrives. */
  readonly longestQuerySeconds: number;
}

/** Scheme of the load balancer of a door. */
export const schemeOf = ({ isPublic }: Exposure): string => (isPublic ? 'internet-facing' : 'internal');

/** Time in seconds for which a load balancer still sends requests to a pod that terminates. */
export const DEREGISTRATION_SECONDS = 60;

/** Policy of TLS listeners: TLS 1.2 and 1.3 (https://docs.aws.amazon.com/elasticloadbalancing/latest/network/describe-ssl-policies.html). */
export const TLS_POLICY = 'ELBSecurityPolicy-TLS13-1-2-2021-06';

/** Annotation from which external-dns, if the cluster has it, makes the DNS record of the host. */
export const HOST_ANNOTATION = 'external-dns.alpha.kubernetes.io/hostname';
