import { createRequire } from 'node:module';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Fault } from '../../charts/input/problems';
import { KUBERNETES_VERSIONS, minorOf } from '../cluster/kubernetes-versions';

type LayerClass = new (scope: Construct, id: string) => lambda.ILayerVersion;

/** Loads the layer's package from where this library is installed. */
const load = createRequire(__filename);

/**
 * Creates a Lambda layer with a version of kubectl.
 *
 * The layer's package is large (37 MB) and loaded on demand, so only the one in use has to be installed.
 *
 * @throws Error if the version has no layer, or the layer's package is not installed
 */
export function kubectlLayer(scope: Construct, id: string, version: string): lambda.ILayerVersion {
  if (!KUBERNETES_VERSIONS.includes(version)) {
    throw new Error(
      `${scope.node.path}: there is no kubectl layer for '${version}'; use one of ${KUBERNETES_VERSIONS.join(', ')}`,
    );
  }
  const minor = requiredMinor(version);
  const name = `@aws-cdk/lambda-layer-kubectl-v${minor}`;
  let exported: Record<string, LayerClass | undefined>;
  try {
    exported = load(name) as Record<string, LayerClass | undefined>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new Error(`${scope.node.path}: package ${name} is not installed; run 'npm install ${name}'`, {
      cause: error,
    });
  }
  const Layer = exported[`KubectlV${minor}Layer`];
  if (!Layer) {
    throw new Error(`${scope.node.path}: package ${name} has no KubectlV${minor}Layer; install its version 2`);
  }
  return new Layer(scope, id);
}

/**
 * Refuses a kubectl that Kubernetes does not support with the cluster: more than one minor version from it
 * (https://kubernetes.io/releases/version-skew-policy/#kubectl).
 *
 * @throws Error if the two are further apart, or one is not a version such as 1.35
 */
export function assertKubectlSkew(kubectlVersion: string, clusterVersion: string): void {
  const minor = requiredMinor(clusterVersion);
  const skew = skewOf(kubectlVersion, clusterVersion);
  if (skew <= 1) return;
  throw new Error(
    `kubectl ${kubectlVersion} is ${skew} minor versions from cluster version ${clusterVersion}, and Kubernetes ` +
      `supports one; use a kubectl of 1.${minor - 1} to 1.${minor + 1}`,
  );
}

/** Fault of the version of a cluster: it is not a version, or no layer's kubectl is within one minor version of it. */
export function kubectlFault(clusterVersion: string): Fault | undefined {
  if (!isVersion(clusterVersion)) return { wrong: 'is not a Kubernetes version', fix: "write it like '1.35', quoted" };
  const nearest = nearestKubectl(clusterVersion);
  const skew = skewOf(nearest, clusterVersion);
  if (skew <= 1) return undefined;
  return {
    wrong: `is ${skew} minor versions from the nearest kubectl, ${nearest}, and Kubernetes supports one`,
    fix: 'leave it out, and name a kubectl provider of yours with kubectlProviderServiceToken',
  };
}

const skewOf = (one: string, other: string): number => Math.abs(requiredMinor(one) - requiredMinor(other));

const nearestKubectl = (version: string): string =>
  [...KUBERNETES_VERSIONS].reverse().sort((a, b) => skewOf(a, version) - skewOf(b, version))[0] as string;

/**
 * Version of kubectl for a cluster: the same version if it has a layer, else the nearest.
 *
 * @throws Error if no layer's kubectl is within one minor version of the cluster
 */
export function kubectlVersionFor(clusterVersion: string): string {
  const nearest = nearestKubectl(clusterVersion);
  assertKubectlSkew(nearest, clusterVersion);
  return nearest;
}

const isVersion = (version: string): boolean => /^1\.\d+$/.test(version);

function requiredMinor(version: string): number {
  const minor = isVersion(version) ? minorOf(version) : undefined;
  if (minor === undefined) throw new Error(`'${version}' is not a Kubernetes version; write it like '1.35', quoted`);
  return minor;
}
