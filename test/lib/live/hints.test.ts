import { redeliverCommand } from '../../../lib/app/next-commands';
import type { EnvironmentProps } from '../../../lib/environment/props';
import { hintFor, nextFor, POD_HINTS } from '../../../lib/live/hints';
import { trouble } from '../../../lib/live/trouble';

describe('the next step', () => {
  const next = (reason: string, message = '', kind = 'StatefulSet') =>
    nextFor({
      kind,
      environment: { name: 'dev', clusterName: 'Dev' },
      credentialsSecret: 'loki-credentials',
      namespace: 'loki',
      trouble: trouble('loki-ingester-0', reason, message),
    });

  test.each([
    ['FailedMount', 'secret "loki-credentials" not found', 'npx eks-loki credentials dev | kubectl apply -f -'],
    [
      'CreateContainerConfigError',
      'container a: secret "other" not found',
      'create the Secret other in namespace loki',
    ],
    [
      'FailedMount',
      'driver name secrets-store.csi.k8s.io not found in the list of registered CSI drivers',
      'aws eks create-addon --cluster-name Dev --addon-name aws-secrets-store-csi-driver-provider',
    ],
    ['FailedMount', 'AccessDeniedException: not authorized', 'the role of its service account may not read the secret'],
    ['FailedMount', 'something else', 'kubectl describe pod --namespace loki loki-ingester-0'],
    // Texts of the kubelet, containerd, the AWS provider of the secrets driver and the API server.
    [
      'FailedMount',
      'MountVolume.SetUp failed for volume "credentials" : references non-existent secret key: writer-password',
      'secrets --namespace loki: it needs the key writer-password',
    ],
    [
      'CreateContainerConfigError',
      "container a: couldn't find key user in Secret loki/own",
      'kubectl describe secret own --namespace loki: it needs the key user',
    ],
    [
      'FailedMount',
      'MountVolume.SetUp failed for volume "config" : configmap "loki" not found',
      "npx cdk deploy 'dev/**'",
    ],
    [
      'CreateContainerConfigError',
      'container a: container has runAsNonRoot and image will run as root (pod: "x", container: a)',
      'give it a runAsUser',
    ],
    [
      'FailedMount',
      'MountVolume.SetUp failed for volume "journal" : hostPath type check failed: /var/log/journal is not a directory',
      'the node has no folder /var/log/journal: leave out the source',
    ],
    [
      'CreateContainerError',
      'container a: failed to generate spec: failed to mkdir "/opt/x": mkdir /opt/x: read-only file system',
      'the node has no folder /opt/x: ',
    ],
    [
      'FailedMount',
      "Failed fetching secret loki/dev/writer: ResourceNotFoundException: Secrets Manager can't find the specified secret.",
      'aws secretsmanager list-secrets',
    ],
    [
      'FailedMount',
      'us-east-1: An IAM role must be associated with service account loki-gateway (namespace: loki)',
      "npx cdk deploy 'dev/**'",
    ],
    [
      'FailedMount',
      'failed to get secretproviderclass loki/a, error: SecretProviderClass.secrets-store.csi.x-k8s.io "a" not found',
      "npx cdk deploy 'dev/**'",
    ],
    [
      'ErrImagePull',
      'failed to pull image: 429 Too Many Requests - Server message: toomanyrequests: You have reached your limit',
      'environments.dev.registry',
    ],
    ['ErrImagePull', 'unexpected status from HEAD request to https://x/y: 403 Forbidden', 'ContainerRegistryPullOnly'],
    [
      'ErrImagePull',
      `failed to pull and unpack image "111122223333.dkr.ecr.us-east-1.amazonaws.com/loki:3.7.6": ${'x'.repeat(200)}: unexpected status from HEAD request to https://111122223333.dkr.ecr.us-east-1.amazonaws.com/v2/loki/manifests/3.7.6: ${'y'.repeat(200)} 403 Forbidden ${'z'.repeat(200)}`,
      'ContainerRegistryPullOnly',
    ],
    ['ErrImagePull', 'code = NotFound desc = x: no match for platform in manifest: not found', 'kubernetes.io/arch'],
    ['ErrImagePull', 'code = NotFound desc = docker.io/grafana/loki:9: not found', 'compare name and tag'],
    ['FailedAttachVolume', 'Multi-Attach error for volume "pvc-1" Volume is already', 'kubectl get volumeattachments'],
    ['Pending', '0/3 nodes are available: 3 node(s) exceed max volume count.', 'share one limit'],
    [
      'FailedCreate',
      'Error creating: admission webhook "validate.kyverno.svc-fail" denied the request: resource Pod/loki/x',
      'except namespace loki from what validate.kyverno.svc-fail demands',
    ],
    [
      'FailedCreate',
      "Error creating: pods \"x\" is forbidden: ValidatingAdmissionPolicy 'ours' with binding 'b' denied request: no",
      'from what ours demands',
    ],
    [
      'FailedCreate',
      'Error creating: Internal error occurred: failed calling webhook "namespace.sidecar-injector.istio.io": failed to call webhook',
      'bring the pods of namespace.sidecar-injector.istio.io back',
    ],
    [
      'FailedCreate',
      'Error creating: pods "x" is forbidden: no PriorityClass with name logging was found',
      'kubectl get priorityclasses: make logging',
    ],
    ['RegistryUnavailable', 'the registry is unavailable', 'check NAT gateway, proxy'],
    ['OutOfcpu', "Node didn't have enough resource: cpu, requested: 500", 'was full when it came'],
    ['Evicted', 'Pod ephemeral local storage usage exceeds the total limit of containers 1Gi. ', 'ephemeral-storage'],
    ['Evicted', 'The node was low on resource: memory. ', 'more memory'],
    ['Pending', '1 node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)', 'delete the claim'],
    ['ErrImagePull', '', 'check NAT gateway, proxy'],
    ['Pending', '0/6 nodes: 3 node(s) had volume node affinity conflict', 'add a node in that zone'],
    ['Pending', "0/3 nodes: 2 node(s) didn't match PersistentVolume's node affinity", 'add a node in that zone'],
    ['FailedScheduling', '0/3 nodes: 3 Insufficient cpu', 'add nodes, or larger ones'],
    ['VolumeNotProvisioned', 'volume claim data-0 waits for ebs.csi.aws.com', '--addon-name aws-ebs-csi-driver'],
    ['ProvisioningFailed', 'UnauthorizedOperation: You are not authorized', 'AmazonEBSCSIDriverPolicy'],
    ['NodeNotReady', 'Node is not ready', 'kubectl get nodes'],
    ['Pending', "0/3 nodes: 3 node(s) didn't match pod anti-affinity rules", 'the three ingesters need three nodes'],
    ['Pending', '0/3 nodes: 3 node(s) were unschedulable', 'kubectl uncordon NODE'],
    ['Pending', '0/3 nodes: 1 node(s) were unschedulable, 2 Insufficient cpu', 'add nodes, or larger ones'],
    ['Pending', '0/3 nodes: 3 node(s) had untolerated taint {a: b}', 'add nodes without that taint'],
    ['Pending', 'pod has unbound immediate PersistentVolumeClaims', '--addon-name aws-ebs-csi-driver'],
    ['FailedAttachVolume', 'volume attachment failed', '--cluster-name Dev --addon-name aws-ebs-csi-driver'],
    ['FailedCreate', 'error looking up service account: serviceaccount "loki" not found', "npx cdk deploy 'dev/**'"],
    [
      'FailedCreate',
      'pods "x" is forbidden: violates PodSecurity "baseline:latest": host',
      'namespace loki says baseline',
    ],
    ['FailedCreate', 'pods "x" is forbidden: exceeded quota: few', 'kubectl get resourcequota,limitrange'],
    ['FailedCreatePodSandBox', '', 'free addresses of the subnets'],
    [
      'Pending',
      "0/3 nodes are available: 1 node(s) didn't have free ports for the requested pod ports, 2 node(s) didn't match Pod's node affinity/selector.",
      'PORTS:.spec.containers[*].ports[*].hostPort',
    ],
    ['NotReady', '', 'kubectl logs --namespace loki loki-ingester-0 --all-containers'],
    ['Rebooting', 'a reason without a hint', 'kubectl describe --namespace loki pod loki-ingester-0'],
  ])('%s: %s', (reason, message, expected) => {
    expect(next(reason, message)).toContain(expected);
  });

  test('a local cluster is not deployed by the CDK', () => {
    const props = { cluster: { local: {} } } as EnvironmentProps;
    const environment = { name: 'dev', clusterName: 'dev', props };
    const why = trouble('loki-compactor', 'FailedCreate', 'serviceaccount "loki" not found');
    expect(nextFor({ kind: 'StatefulSet', environment, namespace: 'loki', trouble: why })).toMatch(
      /^npx eks-loki render dev && kubectl apply /,
    );
  });

  test('causes have names, and each name has one cause', () => {
    const subject = { kind: 'Deployment', environment: { name: 'dev', clusterName: 'dev' }, namespace: 'loki' };
    const hint = hintFor({ ...subject, trouble: trouble('loki-gateway-0', 'ImagePullBackOff', '') });
    expect(hint).toMatchObject({ id: 'pod-image', cause: 'the node cannot pull the image of a container' });
    expect([...POD_HINTS.keys()].filter((id) => !id.startsWith('pod-'))).toEqual([]);
    expect(hintFor({ ...subject, trouble: trouble('x', 'Odd', '') }).id).toBe('pod-trouble');
  });

  const FULL = '0/5 nodes are available: 1 Too many pods. preemption: 0/5 nodes are available: 1 No preemption victims';

  test('a pod of a DaemonSet fits on its own node only: more nodes do not help', () => {
    expect(next('Pending', FULL, 'DaemonSet')).toMatch(/^its own node is full: move other pods off it, or use larger/);
    expect(next('Pending', FULL, 'DaemonSet')).not.toContain('add nodes');
    expect(next('Pending', FULL, 'StatefulSet')).toContain('add nodes, or larger ones');
  });

  test('Fargate nodes are not for DaemonSets', () => {
    expect(next('Fargate', 'fargate-ip-10-0-1-7.ec2.internal runs no pods of a DaemonSet', 'DaemonSet')).toBe(
      'the DaemonSet in the cluster does not leave out Fargate nodes, and the rendered one does: ' +
        `${redeliverCommand({ name: 'dev' })}; if it stays, remove what customize does to its nodeAffinity`,
    );
  });
});
