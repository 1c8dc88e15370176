import { OBJECT_NAME } from '../../charts/input/forms';

/** Program that deploys a release: it runs Helm, or renders its chart. */
type Deployer = 'flux' | 'argo-cd' | 'k3s' | 'helmfile' | 'kustomize';

/** A release of the former installation, or its equivalent. */
export interface FormerRelease {
  /** Its name. @default - unknown */
  readonly name?: string;

  /** Namespace of its objects. @default - unknown */
  readonly namespace?: string;

  /** Namespace in which Helm keeps it. @default - that of its objects */
  readonly storage?: string;

  /** Program that deploys it. @default - helm alone */
  readonly by?: Deployer;

  /** Object by which it is deployed. @default - none */
  readonly object?: DeployingObject;
}

/** Object of Kubernetes by which a program deploys a release. */
export interface DeployingObject {
  /** Its kind. */
  readonly kind: string;

  /** Its name. */
  readonly name: string;

  /** Its namespace. @default - unknown */
  readonly namespace?: string;
}

/** Names in chart values, which replace those that follow from the release. */
export interface ChartNames {
  /** Name that its objects begin with. @default - follows from the release */
  readonly fullname?: string;

  /** Name that stands for that of the chart. @default - that of the chart */
  readonly name?: string;

  /** Namespace of its objects. @default - that of the release */
  readonly namespace?: string;
}

/**
 * Name of an object or a namespace of Kubernetes; undefined for any other text. The plan has commands to paste, and a name in them
 * must not be more than a name.
 */
export const kubernetesName = (text: string | undefined): string | undefined =>
  text !== undefined && OBJECT_NAME.faultOf(text) === undefined ? text : undefined;

/** Longest name that the templates of charts make. */
const MAX_FULLNAME = 63;

/** Beginning of the names of objects, as the templates of charts make it. */
export function fullnameOf(chart: string, release: string, { fullname, name = chart }: ChartNames = {}): string {
  const whole = fullname ?? (release.includes(name) ? release : `${release}-${name}`);
  return whole.slice(0, MAX_FULLNAME).replace(/-$/, '');
}
