import { unscheduled, waiting } from '../../../../helpers/fake-kubectl';
import { addEvent, breakPod, type Draft, podsOf } from '../../../../helpers/healthy-snapshot';
import type { FaultCase } from './fault-case';

/** Events of all pods of a component, which their containers wait for. */
const warned = (component: string, reason: string, message: string) => (draft: Draft) =>
  podsOf(draft, component).forEach(({ metadata: { namespace = '', name } }, index) => {
    breakPod(draft, component, waiting('ContainerCreating'), index);
    addEvent(draft, namespace, 'Pod', name, reason, message);
  });

/** A state of all pods of a component. */
const state = (component: string, status: object) => (draft: Draft) =>
  podsOf(draft, component).forEach((_, index) => breakPod(draft, component, status, index));

/** No pod of the queriers, since the API server refuses it. */
const refused = (message: string) => (draft: Draft) => {
  draft.pods = draft.pods.filter(({ metadata }) => !metadata.name.startsWith('loki-querier'));
  addEvent(draft, 'loki', 'ReplicaSet', 'loki-querier-6c4d', 'FailedCreate', `Error creating: ${message}`);
};

/** A warning about the volume claims of the ingesters, whose pods wait for them. */
const unprovisioned = (message: string) => (draft: Draft) => {
  state('ingester', unscheduled('0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims.'))(draft);
  for (const { spec } of podsOf(draft, 'ingester')) {
    const claim = spec.volumes?.[0]?.persistentVolumeClaim?.claimName ?? '';
    const whole = `failed to provision volume with StorageClass "gp3": ${message}`;
    addEvent(draft, 'loki', 'PersistentVolumeClaim', claim, 'ProvisioningFailed', whole);
  }
};

const crashed = (of: 'containerStatuses' | 'initContainerStatuses', name: string, terminated: object) => ({
  phase: 'Running',
  conditions: [
    { type: 'PodScheduled', status: 'True' },
    { type: 'Ready', status: 'False' },
  ],
  [of]: [{ name, restartCount: 6, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: { terminated } }],
});

const SANDBOX = 'Failed to create pod sandbox: rpc error: code = Unknown desc =';
const CNI = `${SANDBOX} failed to setup network for sandbox "ab": plugin type`;
const EC2 = 'rpc error: code = Internal desc = Could not create volume "pvc-1": could not create volume in EC2:';
const NONE = 'no new claims to deallocate, preemption: 0/3 nodes are available: 3 No preemption victims found';

/** How a fault comes into being, and what is said of it. */
type Row = readonly [id: string, hop: FaultCase['hop'], make: FaultCase['make'], evidence: RegExp, fix: RegExp];

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
    /no \/bin\/sh: .*images of Loki have no shell/,
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
  // Placement.
  [
    'pod-gated',
    'query',
    state('querier', {
      phase: 'Pending',
      conditions: [
        {
          ...{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' },
          message: 'Scheduling is blocked due to non-empty scheduling gates',
        },
      ],
    }),
    /scheduling gates/,
    /schedulingGates/,
  ],
  [
    'pod-nodepool-limit',
    'query',
    (draft) => {
      const says = 'Failed to schedule pod, all available instance types exceed limits for nodepool: "default"';
      warned('querier', 'FailedScheduling', says)(draft);
      state('querier', unscheduled(`0/3 nodes are available: 3 Insufficient cpu. ${NONE}`))(draft);
    },
    /exceed limits for nodepool/,
    /kubectl edit nodepool default/,
  ],
  [
    'pod-nodepool',
    'query',
    (draft) => {
      const says = 'Failed to schedule pod, incompatible with nodepool "default", did not tolerate team=x:NoSchedule';
      warned('querier', 'FailedScheduling', says)(draft);
      state('querier', unscheduled('0/3 nodes are available: 3 node(s) had untolerated taint(s).'))(draft);
    },
    /did not tolerate team=x/,
    /kubectl get nodepools/,
  ],
  [
    'pod-no-disk',
    'query',
    state('querier', unscheduled(`0/3 nodes are available: 3 Insufficient ephemeral-storage. ${NONE}`)),
    /Insufficient ephemeral-storage/,
    /larger disk/,
  ],
  [
    'pod-claim-missing',
    'ingester',
    state(
      'ingester',
      unscheduled('0/3 nodes are available: persistentvolumeclaim "data-loki-ingester-0" is being deleted.'),
    ),
    /is being deleted/,
    /kubectl delete pod --namespace loki loki-ingester-0/,
  ],
  [
    'pod-volume-in-use',
    'ingester',
    state(
      'ingester',
      unscheduled(
        '0/3 nodes are available: 3 node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod.',
      ),
    ),
    /already in-use/,
    /kubectl describe pvc/,
  ],
  // Volumes.
  [
    'pod-volume-role',
    'ingester',
    unprovisioned(
      `${EC2} get credentials: api error AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity`,
    ),
    /AssumeRoleWithWebIdentity/,
    /ebs-csi-controller-sa/,
  ],
  [
    'pod-volume-key',
    'ingester',
    unprovisioned('rpc error: volume vol-0 not found, since the KMS key is invalid: Client.InvalidKMSKey.InvalidState'),
    /InvalidKMSKey/,
    /kms:CreateGrant/,
  ],
  [
    'pod-volume-quota',
    'ingester',
    unprovisioned(`${EC2} api error VolumeLimitExceeded: You have exceeded your maximum gp3 storage limit of 50 TiB`),
    /VolumeLimitExceeded/,
    /service-quotas/,
  ],
  [
    'pod-csi-node',
    'ingester',
    unprovisioned('error generating accessibility requirements: no available topology found'),
    /no available topology found/,
    /app=ebs-csi-node/,
  ],
  [
    'pod-csi-controller',
    'ingester',
    warned(
      'ingester',
      'FailedAttachVolume',
      'AttachVolume.Attach failed for volume "pvc-1" : timed out waiting for external-attacher of ebs.csi.aws.com CSI driver to attach volume vol-0a',
    ),
    /external-attacher/,
    /app=ebs-csi-controller/,
  ],
  [
    'pod-claim-lost',
    'ingester',
    warned(
      'ingester',
      'FailedAttachVolume',
      'AttachVolume.Attach failed : rpc error: desc = Volume "vol-0a" not found',
    ),
    /vol-0a/,
    /kubectl delete pvc --namespace loki CLAIM --wait=false/,
  ],
  [
    'pod-volume-damaged',
    'ingester',
    warned(
      'ingester',
      'FailedMount',
      'mount failed: exit status 32 Output: wrong fs type, bad option, bad superblock on /dev/nvme1n1',
    ),
    /bad superblock/,
    /restore a snapshot/,
  ],
  // Refusals of the API server.
  [
    'pod-webhook-certificate',
    'query',
    refused(
      'Internal error occurred: failed calling webhook "m.kyverno.svc": Post "https://k": tls: x509: certificate has expired',
    ),
    /certificate has expired/,
    /caBundle/,
  ],
  [
    'pod-limit-range',
    'query',
    refused('pods "x" is forbidden: maximum memory usage per Container is 1Gi, but limit is 4Gi'),
    /maximum memory usage/,
    /kubectl get limitrange --namespace loki/,
  ],
  [
    'pod-quota-unset',
    'query',
    refused('pods "x" is forbidden: failed quota: team: must specify limits.cpu for: loki'),
    /must specify limits\.cpu/,
    /kubectl edit resourcequota --namespace loki team/,
  ],
  // What the kubelet ends.
  [
    'pod-disk-limit',
    'store',
    (draft) => {
      const message = 'Usage of EmptyDir volume "tmp" exceeds the limit "1Gi". ';
      warned('compactor', 'Evicted', message)(draft);
      state('compactor', { phase: 'Failed', reason: 'Evicted', message })(draft);
    },
    /exceeds the limit "1Gi"/,
    /sizeLimit/,
  ],
];

/** Faults of pods that a node cannot start, and of what they need. */
export const POD_START_CASES: readonly FaultCase[] = ROWS.map(([id, hop, make, evidence, fix]) => ({
  ...{ id, hop, make, evidence, fix },
}));
