import { createRequire } from 'node:module';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { KUBERNETES_VERSIONS } from '../cluster/kubernetes-versions';

/** Versions of kubectl there is a Lambda layer for, oldest first. */
const KUBECTL_VERSIONS: readonly string[] = KUBERNETES_VERSIONS;

type LayerClass = new (scope: Construct, id: string) => lambda.ILayerVersion;

/** Finds the layer's package from where this library is installed. */
const load = createRequire(__filename);

/**
 * A Lambda layer with kubectl of a version.
 *
 * The layer's package is large (37 MB) and loaded only when asked for, so only the one in use has to be installed.
 *
 * @throws where there is no layer of the version, or its package is not installed
 */
export function kubectlLayer(scope: Construct, id: string, version: string): lambda.ILayerVersion {
  if (!KUBECTL_VERSIONS.includes(version)) {
    throw new Error(
      `${scope.node.path}: there is no kubectl layer for '${version}'; use one of ${KUBECTL_VERSIONS.join(', ')}`,
    );
  }
  const minor = version.slice('1.'.length);
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
 * Kubernetes supports kubectl within one minor version of the cluster
 * (https://kubernetes.io/releases/version-skew-policy/#kubectl).
 *
 * @throws where the two are further apart, or one is no version such as 1.35
 */
export function assertKubectlSkew(kubectlVersion: string, clusterVersion: string): void {
  const skew = Math.abs(minorOf(kubectlVersion) - minorOf(clusterVersion));
  if (skew <= 1) return;
  throw new Error(
    `kubectl ${kubectlVersion} is ${skew} minor versions from cluster version ${clusterVersion}, and Kubernetes ` +
      `supports one; use a kubectl of 1.${minorOf(clusterVersion) - 1} to 1.${minorOf(clusterVersion) + 1}`,
  );
}

/**
 * The kubectl to use with a cluster: of the same version where there is a layer for it, else of the version beside it.
 *
 * @throws where no layer's kubectl is within one minor version of the cluster
 */
export function kubectlVersionFor(clusterVersion: string): string {
  const distance = (version: string) => Math.abs(minorOf(version) - minorOf(clusterVersion));
  const nearest = [...KUBECTL_VERSIONS].reverse().sort((a, b) => distance(a) - distance(b))[0] as string;
  assertKubectlSkew(nearest, clusterVersion);
  return nearest;
}

function minorOf(version: string): number {
  const minor = /^1\.(\d{1,3})$/.exec(version)?.[1];
  if (minor === undefined) throw new Error(`'${version}' is not a version of Kubernetes; write it like '1.35', quoted`);
  return Number(minor);
}
