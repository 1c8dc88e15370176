import { ExistingLoggingCluster } from '../../../lib/cluster/existing-cluster';
import { KUBERNETES_VERSIONS } from '../../../lib/cluster/kubernetes-versions';
import { assertKubectlSkew, kubectlLayer, kubectlVersionFor } from '../../../lib/delivery/kubectl';
import { addCluster, clusterOf } from '../cluster/helpers';
import { ISSUER, resourcesOf, testStack } from '../helpers';

const layersOf = (stack = testStack()) =>
  JSON.stringify(Object.values(resourcesOf(stack, 'AWS::Lambda::LayerVersion')));

function importCluster(version: string) {
  const stack = testStack();
  new ExistingLoggingCluster(stack, 'Logging', { clusterName: 'logs', oidcIssuer: `https://${ISSUER}`, version });
  return stack;
}

describe('new cluster', () => {
  test.each(KUBERNETES_VERSIONS)('version %s has a layer', (version) => {
    const stack = addCluster({ version });
    expect(clusterOf(stack).Properties.Version).toBe(version);
    expect(layersOf(stack)).toContain(`kubectl ${version}`);
  });

  test('a version without a layer is refused', () => {
    expect(() => kubectlLayer(testStack(), 'Layer', '1.37')).toThrow(
      "Test: there is no kubectl layer for '1.37'; use one of 1.33, 1.34, 1.35, 1.36",
    );
  });
});

describe('existing cluster', () => {
  test.each([
    ['1.32', '1.33'],
    ['1.33', '1.33'],
    ['1.34', '1.34'],
    ['1.35', '1.35'],
    ['1.36', '1.36'],
    ['1.37', '1.36'],
  ])('version %s gets kubectl %s', (version, kubectl) => {
    expect(kubectlVersionFor(version)).toBe(kubectl);
    expect(layersOf(importCluster(version))).toContain(`kubectl ${kubectl}`);
  });

  test('a version too far from every layer is refused', () => {
    expect(() => importCluster('1.31')).toThrow(
      'Logging.version: 1.31 is 2 minor versions from the nearest kubectl, 1.33, and Kubernetes supports one; leave it out',
    );
    expect(() => importCluster('1.30.4')).toThrow("1.30.4 is not a Kubernetes version; write it like '1.35'");
    expect(() => assertKubectlSkew('1.35', '1.33')).toThrow('use a kubectl of 1.32 to 1.34');
    expect(() => assertKubectlSkew('1.35', '1.34')).not.toThrow();
  });
});
