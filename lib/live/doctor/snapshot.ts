import * as z from 'zod';
import { InputError } from '../../../charts/input/problems';
import { kindOf, show } from '../../../charts/input/show';
import { isRecord } from '../../manifests/shape';
import { CERTIFICATE, DOOR_OBJECT, SCALER, SOURCE } from './around-forms';
import { AWS_FACTS } from './aws-facts';
import { DRIFT } from './drift';
import { HOP_NAMES } from './hops';
import {
  ACCOUNT,
  BUDGET,
  CLAIM,
  CLASS,
  EVENT,
  NAMESPACE,
  NODE,
  NODE_MAKER,
  POD,
  SLICE,
  WORKLOAD,
} from './object-forms';
import { SETUP } from './setup-form';

/** Version of the form. */
export const SNAPSHOT_FORM = 1;

const text = z.string();
const texts = z.record(text, text);

/** Digest of the data of a ConfigMap, and labels by which a sidecar finds it. */
const CONFIG = z.object({ namespace: text, name: text, digest: text, labels: texts.optional() });

/** Known lines of a log. The lines themselves are not kept. */
const LOG = z.object({
  ...{ namespace: text, pod: text, component: text, pattern: text, count: z.number() },
  /** The part of the last line that the pattern captures: a code, a name of a bucket. */
  detail: text.optional(),
  /** Time of the last one. */
  last: text.optional(),
});

const SAMPLE = z.object({ name: text, labels: texts, value: z.number(), grown: z.number().optional() });

/** Metrics of a pod. `grown` of a sample is the growth since the first of two readings. */
const SCRAPE = z.object({ namespace: text, pod: text, component: text, samples: z.array(SAMPLE) });

/** Members of the ring of ingesters. */
const RING = z.array(z.object({ id: text, state: text, zone: text.optional() }));

/** Answer to a reader's query. */
const ANSWER = z.object({
  ...{ user: text, tenant: text },
  status: z.number().optional(),
  /** Reason for the missing answer, or the beginning of an error. */
  error: text.optional(),
  /** Lines of the last hour. */
  lines: z.number().optional(),
});

/** Answer of the door of a Loki elsewhere to this machine. */
const DOOR = z.object({
  status: z.number().optional(),
  /** Code of the error without an answer: `ENOTFOUND`, `CERT_HAS_EXPIRED`. */
  code: text.optional(),
  error: text.optional(),
});

/** Something that could not be read. */
const UNSEEN = z.object({
  hops: z.array(z.enum(HOP_NAMES)),
  /** Its name: `logs of pods in namespace loki`. */
  what: text,
  /** Reason: the error message. */
  why: text,
  /** Permission, or another thing, that is needed. */
  needs: text,
});

/** State of a Loki and its surroundings, and the expected state. */
export const SNAPSHOT = z.object({
  form: z.literal(SNAPSHOT_FORM),
  /** Version of this program. */
  version: text,
  /** Time, in ISO 8601. */
  takenAt: z.iso.datetime(),
  setup: SETUP,
  unseen: z.array(UNSEEN),
  namespaces: z.array(NAMESPACE),
  pods: z.array(POD),
  workloads: z.array(WORKLOAD),
  claims: z.array(CLAIM),
  slices: z.array(SLICE),
  accounts: z.array(ACCOUNT),
  nodes: z.array(NODE).optional(),
  configs: z.array(CONFIG),
  /** Objects of the environment that somebody deleted or changed. Older bundles and a found Loki have none. */
  drift: z.array(DRIFT).optional(),
  events: z.array(EVENT),
  logs: z.array(LOG),
  metrics: z.array(SCRAPE),
  ring: RING.optional(),
  answers: z.array(ANSWER),
  door: DOOR.optional(),
  /** StorageClasses and CSI drivers of the cluster, if a claim has no volume. */
  classes: z.array(CLASS).optional(),
  drivers: z.array(text).optional(),
  /** Nodes that Karpenter or EKS Auto Mode makes, and what they are made of, if a pod has no node. */
  nodeClaims: z.array(NODE_MAKER).optional(),
  nodePools: z.array(NODE_MAKER).optional(),
  /** Budgets of pods, if a node is cordoned. */
  budgets: z.array(BUDGET).optional(),
  /** Autoscalers and doors, if some are expected. */
  scalers: z.array(SCALER).optional(),
  doors: z.array(DOOR_OBJECT).optional(),
  /** Agents in other namespaces that send to this Loki. */
  otherAgents: z.array(z.object({ namespace: text, name: text })).optional(),
  /** Datasources that the sidecar of a Grafana in its namespace finds. */
  sources: z.array(SOURCE).optional(),
  /** Certificates of doors that this machine reaches, and of others from ACM. */
  certificates: z.array(CERTIFICATE).optional(),
  aws: AWS_FACTS.optional(),
});

/** State of a Loki, as plain data. */
export type Snapshot = z.output<typeof SNAPSHOT>;

/** Something that could not be read. */
export type Unseen = z.output<typeof UNSEEN>;

/** A node of a snapshot. */
export type SnapshotNode = z.output<typeof NODE>;

/** A pod of a snapshot. */
export type SnapshotPod = z.output<typeof POD>;

/** Known lines of a log. */
export type LogEntry = z.output<typeof LOG>;

/** Metrics of a pod. */
export type Scrape = z.output<typeof SCRAPE>;

/** One value of a metric. */
export type SnapshotSample = z.output<typeof SAMPLE>;

/** Answer to a reader's query. */
export type ReaderAnswer = z.output<typeof ANSWER>;

/** Answer of the door of a Loki elsewhere. */
export type Door = z.output<typeof DOOR>;

/** A value without fields that a form lacks; undefined if it does not have the form. */
export function picked<T>(form: z.ZodType<T>, value: unknown): T | undefined {
  const { success, data } = form.safeParse(value);
  return success ? data : undefined;
}

/** Most problems of a bundle that are reported. */
const MOST_PROBLEMS = 10;

/**
 * Reads the text of a bundle.
 *
 * @throws InputError if it is not one, with all problems
 */
export function parseSnapshot(content: string, file: string): Snapshot {
  const fix = 'give a file that eks-loki doctor --bundle wrote';
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    throw new InputError([{ path: file, found: 'is not JSON', fix }]);
  }
  const form = isRecord(value) ? value['form'] : undefined;
  if (typeof form === 'number' && form !== SNAPSHOT_FORM) {
    const found = `has form ${form}, and this version reads form ${SNAPSHOT_FORM}`;
    throw new InputError([{ path: `${file} form`, found, fix: 'use the version of eks-loki that wrote it' }]);
  }
  // Another kind of file gets one problem, not one for each missing field.
  if (typeof form !== 'number') {
    const found = isRecord(value) ? `is ${show(form)}, and not a number: this is not a bundle` : `is ${kindOf(value)}`;
    throw new InputError([{ path: isRecord(value) ? `${file} form` : file, found, fix }]);
  }
  const result = SNAPSHOT.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.slice(0, MOST_PROBLEMS).map(({ path, message }) => ({
    path: [file, pathText(path)].join(' ').trim(),
    found: message.replace(/^Invalid/, 'invalid'),
    fix,
  }));
  throw new InputError(problems);
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (before, key) => (typeof key === 'number' ? `${before}[${key}]` : `${before}${before && '.'}${String(key)}`),
    '',
  );
}
