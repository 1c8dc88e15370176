import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggingCharts } from '../../charts/logging/charts';
import { componentOf } from '../../lib/live/doctor/components';
import { HOP_NAMES, type HopName, hopOf } from '../../lib/live/doctor/hops';
import { setupOf } from '../../lib/live/doctor/setup';
import type { Setup } from '../../lib/live/doctor/setup-form';
import { type Snapshot, SNAPSHOT_FORM } from '../../lib/live/doctor/snapshot';
import type { Environment } from '../../lib/environment/environment';
import type { Manifests } from '../../lib/manifests/manifests';
import { version } from '../../package.json';
import { atEnd } from '../ending';
import type { AwsRunner } from '../smoke/password';
import { openForward, type OpenForward } from '../wait/forward';
import type { KubectlRunner } from '../wait/kubectl';
import { askAws, type AwsSeen } from './aws';
import { Aws, type AwsAsk } from './aws-ask';
import { certificatesOf } from './certificates';
import { askDoor, type DoorSeen } from './door';
import { type Objects, readObjects } from './objects';
import { Metrics, readLogs } from './pods';
import { Pool } from './pool';
import { askAsReaders, type QuerySubject } from './queries';
import { distinct } from './unseen';

/** Environment whose cluster is read. */
export interface Subject {
  readonly environment: Environment;
  readonly charts: LoggingCharts;
  readonly manifests: Manifests;
}

/** Options of `gather`. */
export interface GatherOptions {
  /** Parts of the path to read. @default - all */
  readonly only?: readonly HopName[];

  /** Called before each step, with its description. */
  readonly onStep?: (what: string) => void;

  /** Opens ports of the cluster. @default - with kubectl */
  readonly open?: OpenForward;

  /** Asks AWS. @default - with the SDK and the credentials of the user */
  readonly ask?: AwsAsk;

  /** The AWS CLI, which reads passwords. @default - the one on PATH */
  readonly awsCli?: AwsRunner;

  /** Least milliseconds between two readings of metrics. @default 5000 */
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

/** First part of a reading. */
export interface Start {
  readonly setup: Setup;
  readonly objects: Objects;
}

/** Answers that are asked for while metrics grow. */
export type Asked = Partial<Pick<Snapshot, 'setup' | 'answers' | 'door' | 'aws' | 'certificates'>> &
  Pick<Snapshot, 'unseen'>;

/** Parts of a reading that differ between an environment and a Loki that was found. */
export interface Look {
  /** Reads objects. */
  readonly start: () => Promise<Start>;

  /** Asks AWS and Loki. */
  readonly ask: (start: Start, metrics: Metrics) => Promise<Asked>;
}

/** Reads the cluster of an environment, and changes nothing. The result names everything that could not be read. */
export async function gather(kubectl: KubectlRunner, subject: Subject, options: GatherOptions = {}): Promise<Snapshot> {
  const { environment, charts, manifests } = subject;
  const { open = (target) => openForward(kubectl, target) } = options;
  const setup = setupOf(environment, charts, manifests);
  const own = new Aws(environment.region);
  const asksAws = isLookedAt(options, 'identity', 'buckets', 'store');
  // AWS answers while the cluster does.
  const aws = asksAws ? askAws(options.ask ?? own.ask, setup, Date.now()) : Promise.resolve<AwsSeen>({ unseen: [] });
  // The error is thrown where the promise is awaited.
  aws.catch(() => undefined);
  const ask = async (): Promise<Asked> => {
    const { remote } = environment;
    const asksDoor = remote !== undefined && isLookedAt(options, 'agent', 'gateway', 'query');
    const seen: DoorSeen = asksDoor ? await askDoor(kubectl, remote, setup.alloyNamespace) : { unseen: [] };
    const isReached = remote === undefined || seen.door?.status !== undefined;
    const [{ answers, unseen }, certificates] = await Promise.all([
      isLookedAt(options, 'query') && isReached
        ? askAsReaders(kubectl, readersOf(subject, setup, seen), open, options.awsCli)
        : { answers: [], unseen: [] },
      isLookedAt(options, 'gateway', 'grafana') && setup.doors
        ? certificatesOf(setup, { aws: options.awsCli })
        : undefined,
    ]);
    const { aws: facts, unseen: ofAws } = await aws;
    const door = seen.door && { door: seen.door };
    return {
      ...{
        answers,
        ...door,
        ...(facts && { aws: facts }),
        ...(certificates && { certificates: certificates.certificates }),
      },
      unseen: [...ofAws, ...seen.unseen, ...unseen, ...(certificates?.unseen ?? [])],
    };
  };
  const start = async (): Promise<Start> => ({ setup, objects: await readObjects(kubectl, setup, open, manifests) });
  try {
    return await look(kubectl, { start, ask }, options);
  } finally {
    await own.close();
  }
}

const readersOf = ({ environment, charts }: Subject, { gateway }: Setup, { ca }: DoorSeen): QuerySubject => ({
  ...{ environment, endpoint: charts.endpoint, service: gateway, canaryNamespace: charts.canary?.namespaceName },
  ...(environment.remote ? { door: { url: environment.remote.url, ca } } : {}),
});

/** True if the options include one of some parts. */
export const isLookedAt = ({ only = [] }: GatherOptions, ...hops: readonly HopName[]): boolean =>
  only.length === 0 || hops.some((hop) => only.includes(hop));

/** Reads a cluster. */
export async function look(kubectl: KubectlRunner, { start, ask }: Look, options: GatherOptions): Promise<Snapshot> {
  const { onStep, lookMs = 5000, open = (target) => openForward(kubectl, target) } = options;
  const looked = HOP_NAMES.filter((hop) => isLookedAt(options, hop));
  const hops = new Set(looked.flatMap((hop) => [hop, ...(NEEDED[hop] ?? [])]));
  const pool = new Pool(MOST_PROGRAMS);
  const metrics = new Metrics(open, pool);
  const forget = atEnd(() => metrics.close());
  try {
    onStep?.('objects of the cluster');
    const started = await start();
    const { objects } = started;
    onStep?.('logs and metrics of pods');
    const pods = objects.pods.filter(({ metadata }) => hops.has(hopOf(componentOf(metadata.labels, metadata.name))));
    const [logs] = await Promise.all([readLogs(kubectl, pods, pool, started.setup), metrics.start(pods)]);
    const firstLook = Date.now();
    onStep?.('AWS, and queries');
    const asked = await ask(started, metrics);
    if (metrics.areSeen) {
      onStep?.('metrics again');
      await sleep(Math.max(0, lookMs - (Date.now() - firstLook)));
    }
    const scraped = await metrics.end();
    return {
      ...{ form: SNAPSHOT_FORM, version, takenAt: new Date().toISOString(), setup: started.setup },
      ...objects,
      ...{ logs: logs.logs, metrics: scraped.metrics, answers: [] },
      ...(scraped.ring ? { ring: scraped.ring } : {}),
      ...asked,
      unseen: distinct([...objects.unseen, ...logs.unseen, ...metrics.unseen, ...asked.unseen]),
    };
  } finally {
    forget();
    metrics.close();
  }
}
