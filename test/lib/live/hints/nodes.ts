import { waiting } from '../../../helpers/fake-kubectl';
import { caseOf, crashed, state, warned, type Row } from './states';

const SANDBOX = 'Failed to create pod sandbox: rpc error: code = Unknown desc =';
const CNI = `${SANDBOX} failed to setup network for sandbox "ab": plugin type`;

const ROWS: readonly Row[] = [
  // What a node lacks before it starts any pod.
  [
    'pod-node-disk',
    'query',
    state('querier', waiting('ErrImagePull', 'failed to extract layer: write /var/x: no space left on device')),
    /no space left on device/,
    /larger disk/,
  ],
  [
    'pod-node-files',
    'query',
    warned('querier', 'FailedCreatePodSandBox', `${SANDBOX} failed to create inotify fd: too many open files: unknown`),
    /too many open files/,
    /fs\.inotify\.max_user_instances/,
  ],
  [
    'pod-sandbox-image',
    'query',
    warned(
      'querier',
      'FailedCreatePodSandBox',
      `${SANDBOX} failed to get sandbox image "1.dkr.ecr.us-east-1.amazonaws.com/eks/pause:3.10": 401 Unauthorized`,
    ),
    /failed to get sandbox image/,
    /must reach 1\.dkr\.ecr\.us-east-1\.amazonaws\.com, and its role/,
  ],
  [
    'pod-network-agent',
    'query',
    warned(
      'querier',
      'FailedCreatePodSandBox',
      `${CNI}="aws-cni" name="aws-cni" failed (add): dial tcp 127.0.0.1:50051: connect: connection refused`,
    ),
    /127\.0\.0\.1:50051/,
    /k8s-app=aws-node/,
  ],
  [
    'pod-network-plugin',
    'query',
    warned(
      'querier',
      'FailedCreatePodSandBox',
      `${CNI}="cilium-cni" name="cilium" failed (add): unable to create endpoint`,
    ),
    /cilium/,
    /pods of cilium-cni/,
  ],
  [
    'pod-sandbox',
    'query',
    warned('querier', 'FailedCreatePodSandBox', `${SANDBOX} failed to reserve sandbox name "loki": name is reserved`),
    /is reserved/,
    /journalctl --unit containerd/,
  ],
  [
    'pod-token',
    'query',
    warned(
      'querier',
      'FailedMount',
      'MountVolume.SetUp failed for volume "aws-iam-token" : failed to fetch token: Unauthorized',
    ),
    /failed to fetch token/,
    /list-access-entries/,
  ],
  [
    'pod-account-missing',
    'query',
    warned(
      'querier',
      'FailedMount',
      'MountVolume.SetUp failed : failed to fetch token: serviceaccounts "loki" not found',
    ),
    /serviceaccounts "loki" not found/,
    /cdk deploy/,
  ],
  [
    'pod-secrets-provider',
    'gateway',
    warned(
      'gateway',
      'FailedMount',
      'rpc error: desc = error connecting to provider "aws": provider not found: provider "aws"',
    ),
    /provider not found/,
    /--addon-name aws-secrets-store-csi-driver-provider/,
  ],
  // Images, and containers that cannot be started.
  [
    'pod-image-certificate',
    'query',
    state(
      'querier',
      waiting('ErrImagePull', 'failed to do request: Head "https://r/v2/": tls: x509: certificate has expired'),
    ),
    /x509/,
    /certs\.d/,
  ],
  [
    'pod-image-signature',
    'query',
    state('querier', waiting('SignatureValidationFailed', 'Signature validation failed for image "x"')),
    /SignatureValidationFailed/,
    /sign the copy/,
  ],
  [
    'pod-image-damaged',
    'query',
    state('querier', waiting('ImageInspectError', 'Failed to inspect image "x": layer not known')),
    /layer not known/,
    /crictl rmi/,
  ],
  [
    'pod-command',
    'query',
    state(
      'querier',
      crashed('containerStatuses', 'loki', {
        ...{ reason: 'StartError', exitCode: 128 },
        message: 'OCI runtime create failed: exec: "/bin/sh": stat /bin/sh: no such file or directory: unknown',
      }),
    ),
    /exec: "\/bin\/sh"/,
    /no \/bin\/sh, or it may not be run: .*images of Loki have no shell/,
  ],
  [
    'pod-file-mount',
    'query',
    state(
      'querier',
      waiting(
        'RunContainerError',
        'error mounting "/var/lib/kubelet/x/loki.yaml" to rootfs at "/etc/loki": not a directory',
      ),
    ),
    /not a directory/,
    /mountPath and subPath of the mount of loki\.yaml/,
  ],
  [
    'pod-runtime-stuck',
    'query',
    state(
      'querier',
      waiting('CreateContainerError', 'failed to reserve container name: name "loki_0" is reserved for "9f"'),
    ),
    /is reserved for/,
    /replace it/,
  ],
  [
    'pod-sidecar-memory',
    'query',
    state('querier', crashed('containerStatuses', 'istio-proxy', { reason: 'OOMKilled', exitCode: 137 })),
    /container istio-proxy needed more memory/,
    /proxyMemoryLimit/,
  ],
  [
    'pod-init-crashes',
    'query',
    state('querier', crashed('initContainerStatuses', 'wait-for-db', { reason: 'Error', exitCode: 1 })),
    /init container wait-for-db exits with code 1/,
    /kubectl logs --namespace loki loki-querier-0 --container wait-for-db --previous/,
  ],
  [
    'pod-readiness-gate',
    'gateway',
    state('gateway', {
      phase: 'Running',
      conditions: [
        { type: 'PodScheduled', status: 'True' },
        {
          ...{ type: 'Ready', status: 'False', reason: 'ReadinessGatesNotReady' },
          message:
            'corresponding condition of pod readiness gate "target-health.elbv2.k8s.aws/k8s-loki" does not exist.',
        },
      ],
    }),
    /readiness gate/,
    /kubectl describe targetgroupbindings --namespace loki/,
  ],
  [
    'pod-node-shutdown',
    'store',
    state('compactor', {
      ...{ phase: 'Failed', reason: 'Terminated' },
      message: 'Pod was terminated in response to imminent node shutdown.',
    }),
    /imminent node shutdown/,
    /kubectl delete pod --namespace loki loki-compactor-0/,
  ],
];

/** Faults of what a node needs to start a pod. */
export const NODE_START_CASES = ROWS.map(caseOf);
