import * as z from 'zod';

const text = z.string();

/** Form of the expected state, with which a snapshot is compared. */
export const SETUP = z.object({
  /** Name of the environment. */
  name: text,
  isLocal: z.boolean(),
  account: text.optional(),
  region: text.optional(),
  clusterName: text.optional(),
  /** Namespace of Loki, or of the agents if Loki is elsewhere. */
  lokiNamespace: text,
  alloyNamespace: text,
  grafanaNamespace: text,
  /** Secret with the passwords, if it is created by hand. */
  credentialsSecret: text.optional(),
  /** Command that delivers the objects. */
  deliver: text,
  /** Command that brings resources of AWS back. Older bundles and a found Loki have none. */
  redeploy: text.optional(),
  identity: z.enum(['irsa', 'pod-identity', 'none']),
  /** Roles by service account. `isStore` is true for those that read and write the buckets. */
  roles: z.array(z.object({ namespace: text, account: text, roleArn: text, isStore: z.boolean() })),
  buckets: z.array(z.object({ name: text, isOfChunks: z.boolean() })),
  tenants: z.array(text),
  /** Days that lines are kept, by tenant. */
  retentionDays: z.record(text, z.number()),
  workloads: z.array(
    z.object({
      ...{ kind: text, namespace: text, name: text, component: text },
      replicas: z.number(),
      labels: z.record(text, text),
    }),
  ),
  /** ConfigMaps with the digest of their data, and the component that they configure. */
  configs: z.array(
    z.object({
      ...{ namespace: text, name: text, component: text, digest: text },
      /** Labels by which a Grafana sidecar finds ConfigMaps. */
      labels: z.record(text, text),
      isDatasource: z.boolean(),
    }),
  ),
  /** Service of the gateway. Left out if it is in another cluster, or if there is no gateway. */
  gateway: z.object({ namespace: text, service: text, port: z.number() }).optional(),
  /** Autoscalers, by the name of their HorizontalPodAutoscaler. Older bundles and a found Loki have none. */
  scalers: z.array(z.object({ namespace: text, name: text, component: text, isOfKeda: z.boolean() })).optional(),
  /** Doors for clients outside the cluster, with the host that clients name. */
  doors: z
    .array(
      z.object({
        kind: text,
        namespace: text,
        name: text,
        host: text.optional(),
        /** ARNs of its certificates in ACM, if its objects name them. */
        certificateArns: z.array(text).optional(),
      }),
    )
    .optional(),
  /** Loki elsewhere that gets all lines. */
  remote: z
    .object({
      /** Environment that it belongs to. */
      of: text.optional(),
      url: z.url(),
      writer: text,
      reader: text,
      /** Command that brings its passwords here, if they do not come automatically. */
      passwords: text.optional(),
    })
    .optional(),
  /** A Loki that this library did not create. */
  found: z
    .object({
      /** Release of Helm, and version of its chart: `loki-6.16.0`. */
      release: text.optional(),
      chart: text.optional(),
    })
    .optional(),
  replicationFactor: z.number(),
  ingesters: z.number(),
  /** True if agents read files of pods, or the journal. */
  readsPodFiles: z.boolean(),
  readsJournal: z.boolean(),
});

/** The expected state, as plain data. */
export type Setup = z.output<typeof SETUP>;
