import { unscheduled } from '../../../helpers/fake-kubectl';
import { addEvent, podsOf } from '../../../helpers/healthy-snapshot';
import { caseOf, refused, state, unprovisioned, warned, type Row } from './states';

const EC2 = 'rpc error: code = Internal desc = Could not create volume "pvc-1": could not create volume in EC2:';
const NONE = 'no new claims to deallocate, preemption: 0/3 nodes are available: 3 No preemption victims found';

const ROWS: readonly Row[] = [
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
  [
    'pod-preempted',
    'query',
    (draft) => {
      state('querier', unscheduled(`0/3 nodes are available: 3 Insufficient cpu. ${NONE}`))(draft);
      for (const { metadata } of podsOf(draft, 'querier')) {
        addEvent(draft, 'loki', 'Pod', metadata.name, 'Preempted', 'Preempted by pod 1 on node node-a');
        Object.assign(draft.events.at(-1) as object, {
          type: 'Normal',
          related: { namespace: 'batch', name: 'job-1' },
        });
      }
    },
    /loki-querier-0: Preempted by pod 1 on node node-a \(pod batch\/job-1\)/,
    /kubectl get priorityclasses/,
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

/** Faults of places, volumes and admission of pods. */
export const PLACE_CASES = ROWS.map(caseOf);
