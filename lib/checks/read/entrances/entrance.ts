import { isText } from '../../../manifests/shape';
import { record } from '../../../manifests/shape';
import type { Manifest } from '../../../manifests/manifest';
import type { Workload } from '../../../manifests/workloads';

/** An entrance from outside the cluster: a Service, an Ingress or a route. */
export interface Entrance {
  /** Object that opens it. */
  readonly object: Manifest;

  /** Path of the field that opens it. */
  readonly path: string;

  /** Beginning of a sentence: `'LoadBalancer' makes it`. */
  readonly what: string;

  /** Networks that may use it: the internet, or the network of the cluster. */
  readonly from: 'the internet' | 'the network of the cluster';

  /** Ranges of addresses that may use it. @default - all */
  readonly ranges: readonly string[];

  /** Security groups of the user's, whose rules decide who may use it. @default - none */
  readonly securityGroups: readonly string[];

  /** Path of the field with the ranges, for messages. @default - it has none */
  readonly rangesPath?: string;

  /** Pods that it leads to; undefined if unknown. */
  readonly pods?: readonly Workload[];

  /** Ports of those pods, by number or name. */
  readonly ports: readonly (string | number)[];

  /** True if its own controller requires a login. */
  readonly hasLogin: boolean;

  /** Addresses that the pods see: those of clients, or those of the load balancer. @default - unknown */
  readonly sees?: 'clients' | 'balancer';

  /** True if clients connect with TLS, which ends at the load balancer. @default - unknown */
  readonly isEncrypted?: boolean;

  /** Seconds that it lets a connection wait for an answer, and the path of the field. @default - unknown */
  readonly idle?: { readonly seconds: number; readonly path: string; readonly fix: string };
}

/** Annotations of an object. */
export const annotationsOf = ({ metadata }: Manifest): Record<string, unknown> =>
  record(record(metadata as unknown)['annotations']);

/** Items of a text with commas. */
export function listOf(value: unknown): string[] {
  return isText(value) ? value.split(',').map((one) => one.trim()) : [];
}

/** Value of a key in a text such as `a=1,b=2`. */
export function attributeOf(value: unknown, key: string): string | undefined {
  return listOf(value)
    .map((one) => one.split('='))
    .find(([name]) => name === key)?.[1];
}
