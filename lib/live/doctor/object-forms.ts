import * as z from 'zod';
import { START_ERROR } from '../trouble';

/** Objects of the API as a snapshot keeps them: what faults look at, without values of variables. */

const text = z.string();
const texts = z.record(text, text);
/** Name and place of an object. */
const meta = {
  name: text,
  namespace: text.optional(),
  uid: text.optional(),
  deletionTimestamp: text.optional(),
};

const STATE = z.object({
  running: z.object({ startedAt: text.optional() }).optional(),
  waiting: z.object({ reason: text.optional(), message: text.optional() }).optional(),
  terminated: z
    .object({ reason: text.optional(), exitCode: z.number(), finishedAt: text.optional(), message: text.optional() })
    // That of a container that ran is the end of its log.
    .transform(({ message, ...one }) =>
      one.reason === START_ERROR && message !== undefined ? { ...one, message } : one,
    )
    .optional(),
});
const CONTAINERS = z
  .array(z.object({ name: text, restartCount: z.number(), state: STATE.optional(), lastState: STATE.optional() }))
  .optional();
/** Conditions of an object. */
export const CONDITIONS = z
  .array(z.object({ type: text, status: text, reason: text.optional(), message: text.optional() }))
  .optional();

/** Names of variables and of mounts, and never a value. */
const CONTAINER_SPEC = z.object({
  name: text,
  env: z.array(z.object({ name: text })).optional(),
  volumeMounts: z.array(z.object({ mountPath: text })).optional(),
  ports: z.array(z.object({ name: text.optional(), containerPort: z.number() })).optional(),
});

/** A pod, in the form of the API. */
export const POD = z.object({
  metadata: z.object({
    ...meta,
    creationTimestamp: text.optional(),
    labels: texts.optional(),
    annotations: texts.optional(),
    /** Controllers that made it. */
    ownerReferences: z.array(z.object({ kind: text, name: text })).optional(),
  }),
  spec: z.object({
    nodeName: text.optional(),
    serviceAccountName: text.optional(),
    containers: z.array(CONTAINER_SPEC).optional(),
    volumes: z
      .array(z.object({ name: text, persistentVolumeClaim: z.object({ claimName: text }).optional() }))
      .optional(),
    affinity: z
      .object({
        nodeAffinity: z
          .object({
            requiredDuringSchedulingIgnoredDuringExecution: z
              .object({
                nodeSelectorTerms: z
                  .array(
                    z.object({
                      matchFields: z.array(z.object({ key: text, values: z.array(text).optional() })).optional(),
                    }),
                  )
                  .optional(),
              })
              .optional(),
          })
          .optional(),
      })
      .optional(),
  }),
  status: z
    .object({
      phase: text.optional(),
      reason: text.optional(),
      message: text.optional(),
      conditions: CONDITIONS,
      initContainerStatuses: CONTAINERS,
      containerStatuses: CONTAINERS,
    })
    .optional(),
});

/** A Deployment, StatefulSet or DaemonSet, in the form of the API. */
export const WORKLOAD = z.object({
  kind: text,
  metadata: z.object({ ...meta, labels: texts.optional() }),
  spec: z.object({
    replicas: z.number().optional(),
    paused: z.boolean().optional(),
    podManagementPolicy: text.optional(),
    updateStrategy: z
      .object({ type: text.optional(), rollingUpdate: z.object({ partition: z.number().optional() }).nullish() })
      .optional(),
    selector: z.object({ matchLabels: texts.optional() }).optional(),
    template: z.object({ metadata: z.object({ annotations: texts.optional(), labels: texts.optional() }).optional() }),
  }),
  status: z
    .object({
      replicas: z.number().optional(),
      readyReplicas: z.number().optional(),
      desiredNumberScheduled: z.number().optional(),
      numberReady: z.number().optional(),
      currentRevision: text.optional(),
      updateRevision: text.optional(),
      conditions: CONDITIONS,
    })
    .optional(),
});

/** A namespace, in the form of the API. */
export const NAMESPACE = z.object({
  metadata: z.object(meta),
  status: z.object({ phase: text.optional(), conditions: CONDITIONS }).optional(),
});

/** A PodDisruptionBudget, in the form of the API. */
export const BUDGET = z.object({
  metadata: z.object(meta),
  spec: z.object({ selector: z.object({ matchLabels: texts.optional() }).optional() }),
  status: z.object({ disruptionsAllowed: z.number(), currentHealthy: z.number(), expectedPods: z.number() }).optional(),
});

/** A volume claim, in the form of the API. */
export const CLAIM = z.object({
  metadata: z.object({ ...meta, annotations: texts.optional() }),
  spec: z.object({ storageClassName: text.optional() }).optional(),
  status: z
    .object({
      phase: text.optional(),
      conditions: z.array(z.object({ type: text, status: text, lastTransitionTime: text.nullish() })).optional(),
    })
    .optional(),
});

/** A StorageClass, in the form of the API. */
export const CLASS = z.object({
  metadata: z.object({ name: text, annotations: texts.optional() }),
  provisioner: text,
});

/** Endpoints of a Service, in the form of the API. */
export const SLICE = z.object({
  metadata: z.object({ ...meta, labels: texts.optional() }),
  endpoints: z
    .array(z.object({ conditions: z.object({ ready: z.boolean().nullish() }).optional() }))
    .nullish()
    .transform((list) => list ?? []),
});

/** A service account, in the form of the API. */
export const ACCOUNT = z.object({ metadata: z.object({ ...meta, annotations: texts.optional() }) });

/** A node, in the form of the API. */
export const NODE = z.object({
  metadata: z.object({ name: text, labels: texts.optional(), creationTimestamp: text.optional() }),
  spec: z.object({
    unschedulable: z.boolean().optional(),
    taints: z.array(z.object({ key: text, effect: text })).optional(),
  }),
  status: z.object({ conditions: CONDITIONS }).optional(),
});

/** A NodeClaim or a NodePool of Karpenter or EKS Auto Mode, in the form of the API. */
export const NODE_MAKER = z.object({
  kind: text,
  metadata: z.object({ name: text, creationTimestamp: text.optional() }),
  status: z.object({ conditions: CONDITIONS }).optional(),
});

/** An event, in the form of the API. */
export const EVENT = z.object({
  metadata: z.object({ namespace: text.optional() }),
  type: text.optional(),
  reason: text.optional(),
  message: text.optional(),
  involvedObject: z.object({ kind: text.optional(), name: text.optional(), uid: text.optional() }),
  related: z.object({ namespace: text.optional(), name: text.optional() }).nullish(),
  lastTimestamp: text.nullish(),
  eventTime: text.nullish(),
});
