import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggingCharts } from '../../charts/logging/charts';
import { HOP_NAMES, type HopName, hopOf } from '../../lib/live/doctor/hops';
import { COMPONENT, setupOf } from '../../lib/live/doctor/setup';
import { type Snapshot, SNAPSHOT_FORM, type SnapshotPod } from '../../lib/live/doctor/snapshot';
import type { Environment } from '../../lib/environment/environment';
import type { Manifests } from '../../lib/manifests/manifests';
import { version } from '../../package.json';
import { atEnd } from '../ending';
import type { AwsRunner } from '../smoke/password';
import { openForward, type OpenForward } from '../wait/forward';
import type { KubectlRunner } from '../wait/kubectl';
import { askAws } from './aws';
import { Aws, type AwsAsk } from './aws-ask';
import { readObjects } from './objects';
import { Metrics, readLogs } from './pods';
import { Pool } from './pool';
import { askAsReaders } from './queries';
import { distinct } from './unseen';

/** Environment that is looked at. */
export interface Subject {
  readonly environment: Environment;
  readonly charts: LoggingCharts;
  readonly manifests: Manifests;
}

/** Options of a look. */
export interface GatherOptions {
  /** Parts of the path to look at. @default - all */
  readonly only?: readonly HopName[];

  /** Is told what is done. */
  readonly onStep?: (what: string) => void;

  /** Opens ports of the cluster. @default - with kubectl */
  readonly open?: OpenForward;

  /** Asks AWS. @default - with the SDK and the credentials of the user */
  readonly ask?: AwsAsk;

  /** The AWS CLI, which reads passwords. @default - the one on PATH */
  readonly awsCli?: AwsRunner;

  /** Least milliseconds between two looks at metrics. @default 5000 */
  readonly lookMs?: number;
}

/** Programs that run at once: each kubectl takes some 40 MB. */
const MOST_PROGRAMS = 6;

/** Parts whose faults need metrics or logs of pods in some other part. */
const NEEDED: Readonly<Partial<Record<HopName, readonly HopName[]>>> = {
  identity: ['ingester', 'store', 'query'],
  buckets: ['ingester', 'store', 'query'],
  node: ['agent'],
  distributor: ['ingester'],
  store: ['ingester', 'query'],
  caches: ['ingester', 'query'],
};

/** Looks at a cluster, and changes nothing. What cannot be seen is named in the result. */
export async function gather(kubectl: KubectlRunner, subject: Subject, options: GatherOptions = {}): Promise<Snapshot> {
  const { environment, charts, manifests } = subject;
  const { only = [], onStep, lookMs = 5000, open = (target) => openForward(kubectl, target) } = options;
  const looksAt = (hop: HopName): boolean => only.length === 0 || only.includes(hop);
  const hops = new Set(HOP_NAMES.filter(looksAt).flatMap((hop) => [hop, ...(NEEDED[hop] ?? [])]));
  const setup = setupOf(environment, charts, manifests);
  const pool = new Pool(MOST_PROGRAMS);
  const own = new Aws(environment.region);
  const metrics = new Metrics(open, pool);
  const forget = atEnd(() => metrics.close());
  try {
    onStep?.('objects of the cluster');
    const asked = looksAt('identity') || looksAt('buckets') || looksAt('store');
    const [objects, aws] = await Promise.all([
      readObjects(kubectl, setup),
      asked ? askAws(options.ask ?? own.ask, setup, Date.now()) : { unseen: [] },
    ]);
    onStep?.('logs and metrics of pods');
    const pods = objects.pods.filter((pod) => hops.has(hopOfPod(pod)));
    const [logs] = await Promise.all([readLogs(kubectl, pods, pool), metrics.start(pods)]);
    const firstLook = Date.now();
    onStep?.('queries of readers');
    const { gateway } = setup;
    const { answers, unseen } = looksAt('query')
      ? await askAsReaders(
          kubectl,
          { environment, endpoint: charts.loki.endpoint, service: gateway },
          open,
          options.awsCli,
        )
      : { answers: [], unseen: [] };
    if (metrics.areSeen) {
      onStep?.('metrics again');
      await sleep(Math.max(0, lookMs - (Date.now() - firstLook)));
    }
    const scraped = await metrics.end();
    const all = [...objects.unseen, ...aws.unseen, ...logs.unseen, ...metrics.unseen, ...unseen];
    return {
      ...{ form: SNAPSHOT_FORM, version, takenAt: new Date().toISOString(), setup },
      ...objects,
      ...{ logs: logs.logs, metrics: scraped.metrics, answers, unseen: distinct(all) },
      ...(scraped.ring ? { ring: scraped.ring } : {}),
      ...('aws' in aws && aws.aws ? { aws: aws.aws } : {}),
    };
  } finally {
    forget();
    metrics.close();
    await own.close();
  }
}

const hopOfPod = ({ metadata }: SnapshotPod): HopName => hopOf(metadata.labels?.[COMPONENT] ?? '');
