import * as z from 'zod';
import { CONDITIONS } from './object-forms';

/** Objects around workloads, as a snapshot keeps them: autoscalers, and doors for clients outside the cluster. */

const text = z.string();
/** A HorizontalPodAutoscaler, in the form of the API. */
export const SCALER = z.object({
  metadata: z.object({ name: text, namespace: text.optional() }),
  spec: z.object({ maxReplicas: z.number(), scaleTargetRef: z.object({ kind: text, name: text }) }),
  status: z.object({ currentReplicas: z.number().optional(), conditions: CONDITIONS }).optional(),
});

/** A datasource in a ConfigMap that the sidecar of a Grafana finds. */
export const SOURCE = z.object({
  /** Name of the ConfigMap. */
  config: text,
  name: text,
  uid: text.optional(),
  type: text.optional(),
  isDefault: z.boolean().optional(),
  orgId: z.number().optional(),
  /** Host of its URL. */
  host: text.optional(),
  /** True if that host is a Service of Loki's namespace that does not exist. */
  isUnserved: z.boolean().optional(),
});

/** Certificate that a door shows to clients. */
export const CERTIFICATE = z.object({
  host: text,
  /** Names that it is for. */
  names: z.array(text),
  isOfHost: z.boolean(),
  from: z.iso.datetime(),
  until: z.iso.datetime(),
  /** Its ARN, if ACM told of it. Left out if the door itself showed it. */
  arn: text.optional(),
});

/** An Ingress, a Service or an HTTPRoute, in the form of the API. */
export const DOOR_OBJECT = z.object({
  kind: text,
  metadata: z.object({ name: text, namespace: text.optional(), creationTimestamp: text.optional() }),
  status: z
    .object({
      loadBalancer: z
        .object({ ingress: z.array(z.object({ hostname: text.optional(), ip: text.optional() })).optional() })
        .optional(),
      parents: z.array(z.object({ conditions: CONDITIONS })).optional(),
    })
    .optional(),
});
