import { setTimeout as sleep } from 'node:timers/promises';
import { show } from '../../charts/input/problems';
import { NAMESPACE } from '../../charts/input/forms';
import { nearest } from '../../charts/input/nearest';
import { manifestsOf } from '../../lib/checks/checked-charts';
import { type Diagnosis, diagnose } from '../../lib/live/doctor/diagnose';
import { HOP_NAMES, type HopName, partsOf } from '../../lib/live/doctor/hops';
import type { Setup } from '../../lib/live/doctor/setup-form';
import type { Snapshot } from '../../lib/live/doctor/snapshot';
import { type Environment, environmentCharts } from '../../lib/environment/environment';
import { checkBundleFile, readBundle, writeBundle } from '../doctor/bundle';
import { gather } from '../doctor/gather';
import { gatherFound } from '../doctor/gather-found';
import { reportJson, reportText } from '../doctor/report';
import { loadEnvironments } from '../loading/environments';
import { UsageError } from '../terminal/problems';
import { printJson } from '../terminal/stdout';
import { working } from '../terminal/terminal';
import { checkContext } from '../wait/context';
import { currentCluster } from '../wait/current';
import { homeOf } from '../wait/home';
import { Kubectl, type KubectlRunner } from '../wait/kubectl';
import { ProxiedKubectl } from '../wait/proxy/proxied-kubectl';

/** Arguments of `eks-loki doctor`. */
export interface DoctorOptions {
  /** Environment to diagnose. @default - that of the bundle, or none with a namespace */
  readonly name?: string;

  /** Namespace of a Loki that something else made. @default - that of the environment */
  readonly namespace?: string;

  /** Release of Helm in that namespace. @default - the only one */
  readonly release?: string;

  /** File with the environments. */
  readonly file: string;

  /** Context of the kubeconfig. @default - the current one */
  readonly context?: string;

  /** Parts of the path, with commas between them. @default - all */
  readonly hop?: string;

  /** File to write the snapshot to. @default - none */
  readonly bundle?: string;

  /** Bundle to read instead of a cluster. @default - the cluster */
  readonly from?: string;

  /** If true, the report is repeated until the command is ended. */
  readonly watch?: boolean;

  /** If true, the report is printed as JSON. */
  readonly json?: boolean;
}

/** Time between two reports of `--watch`, in milliseconds. */
const WATCH_MS = 10_000;

/**
 * Walks the path of a line from the roles in AWS to Grafana's datasources, and reports the first broken part: evidence,
 * cause and fix. It changes nothing. With a fault the exit code is 1.
 *
 * @throws InputError if an argument is invalid, or kubectl does not reach the cluster of the environment
 */
export async function doctor(options: DoctorOptions): Promise<void> {
  const only = hopsOf(options.hop);
  refuseContradictions(options);
  if (options.from !== undefined) {
    const snapshot = readBundle(options.from);
    print(snapshot, only, options.json);
    return;
  }
  if (options.bundle !== undefined) checkBundleFile(options.bundle);
  const kubectl = new ProxiedKubectl(new Kubectl(options.context));
  try {
    const takeSnapshot = await (options.namespace === undefined ? snapshotsOfEnvironment : snapshotsOfNamespace)(
      kubectl,
      options,
      only,
    );
    for (;;) {
      const snapshot = await takeSnapshot();
      if (options.bundle !== undefined) writeBundle(options.bundle, snapshot);
      print(snapshot, only, options.json);
      if (!options.watch) return;
      await sleep(WATCH_MS);
      if (!options.json) console.log(`\n${new Date().toISOString()}`);
    }
  } finally {
    await kubectl.close();
  }
}

/** Reads the environment, checks that kubectl reaches its cluster, and returns a function that takes a snapshot of it. */
async function snapshotsOfEnvironment(
  kubectl: KubectlRunner,
  { name = '', file, context, json }: DoctorOptions,
  only: readonly HopName[],
): Promise<() => Promise<Snapshot>> {
  const [environment] = (await loadEnvironments(file, [name])) as [Environment];
  refuseOtherParts(environment, only);
  const charts = environmentCharts(environment);
  const manifests = manifestsOf(charts.manifests());
  const where = { named: context !== undefined, ...homeOf(charts), mayLackAll: true };
  await working('connecting', () => checkContext(kubectl, environment, where));
  const subject = { environment, charts, manifests };
  return () => withProgress(json, (onStep) => gather(kubectl, subject, { only, onStep }));
}

/** Returns a function that takes a snapshot of the Loki in a namespace. */
async function snapshotsOfNamespace(
  kubectl: KubectlRunner,
  { namespace = '', release, json }: DoctorOptions,
  only: readonly HopName[],
): Promise<() => Promise<Snapshot>> {
  refuseOtherParts({ name: namespace, found: {} }, only);
  const fault = NAMESPACE.faultOf(namespace);
  if (fault)
    throw new UsageError([{ path: '--namespace', found: `${show(namespace)} ${fault.wrong}`, fix: fault.fix }]);
  const connect = 'run aws eks update-kubeconfig --name CLUSTER';
  const { eks } = await working('connecting', () => currentCluster(kubectl, connect));
  const subject = { namespace, release, cluster: eks };
  return () => withProgress(json, (onStep) => gatherFound(kubectl, subject, { only, onStep }));
}

/** Shows the current step on a terminal, where each line replaces the one before. */
async function withProgress<T>(
  json: boolean | undefined,
  run: (onStep: (step: string) => void) => Promise<T>,
): Promise<T> {
  const isShown = !json && process.stderr.isTTY;
  const onStep = (step: string): void => {
    if (isShown) process.stderr.write(`\r\u001b[Klooking at ${step} …`);
  };
  try {
    return await run(onStep);
  } finally {
    if (isShown) process.stderr.write('\r\u001b[K');
  }
}

/** Prints a report. @throws UsageError if the Loki lacks a part of `--hop`: those of a discovered Loki are known only now */
function print(snapshot: Snapshot, only: readonly HopName[], json: boolean | undefined): void {
  refuseOtherParts(snapshot.setup, only);
  const diagnosis: Diagnosis = diagnose(snapshot, only);
  process.exitCode = diagnosis.findings.length > 0 ? 1 : 0;
  if (json) printJson(reportJson(diagnosis, snapshot));
  else console.log(reportText(diagnosis, snapshot, process.stdout));
}

/** @throws UsageError if the path lacks a part of `--hop` */
function refuseOtherParts(
  { name, remote, found, workloads }: Pick<Setup, 'name' | 'remote' | 'found'> & Partial<Pick<Setup, 'workloads'>>,
  only: readonly HopName[],
): void {
  const parts = partsOf({ remote, found, workloads: found && workloads }).map((part) => part.name);
  const others = only.filter((hop) => !parts.includes(hop));
  if (others.length === 0) return;
  const hops = others.join(',');
  const some = `name some of ${parts.join(',')}`;
  const where = remote?.of === undefined ? `at ${remote?.url}` : `that of ${remote.of}`;
  const problem = remote
    ? {
        found: `${name} has no ${hops}: its Loki is ${where}`,
        fix: remote.of === undefined ? some : `run npx eks-loki doctor ${remote.of} --hop ${hops}`,
      }
    : {
        found: others.includes('grafana')
          ? 'the datasources that Grafana should have are not known for a Loki of another chart'
          : `${name} has no workload of ${others.join(' or ')}`,
        fix: some,
      };
  throw new UsageError([{ path: '--hop', ...problem }]);
}

/** @throws UsageError if a part does not exist */
function hopsOf(text: string | undefined): HopName[] {
  const names = (text ?? '').split(',').flatMap((name) => name.trim() || []);
  const unknown = names.filter((name) => !(HOP_NAMES as readonly string[]).includes(name));
  if (unknown.length > 0) {
    throw new UsageError(
      unknown.map((name) => {
        const meant = nearest(name, HOP_NAMES);
        const fix = meant ? `did you mean ${meant}?` : `name some of ${HOP_NAMES.join(',')}`;
        return { path: '--hop', found: `${show(name)} is not a part of the path`, fix };
      }),
    );
  }
  if (text !== undefined && names.length === 0) {
    throw new UsageError([
      { path: '--hop', found: 'names no part of the path', fix: `name some of ${HOP_NAMES.join(',')}` },
    ]);
  }
  return names as HopName[];
}

/** @throws UsageError if options exclude each other */
function refuseContradictions({ name, namespace, release, context, bundle, from, watch }: DoctorOptions): void {
  const refuse = (path: string, found: string, fix: string) => new UsageError([{ path, found, fix }]);
  if (from === undefined) {
    if (name === undefined && namespace === undefined) {
      const fix = 'name one, or a Loki of another chart with --namespace, or a bundle with --from';
      throw refuse('eks-loki doctor', 'names no environment', fix);
    }
    if (name !== undefined && namespace !== undefined)
      throw refuse(
        '--namespace',
        `is for a Loki that is in no environment, and ${name} is one`,
        'leave one of the two out',
      );
    if (release !== undefined && namespace === undefined)
      throw refuse('--release', 'has no effect without --namespace', 'name the namespace of the release');
    if (watch && bundle !== undefined)
      throw refuse('--watch', 'repeats the report, and a bundle is written once', 'leave one of the two out');
    return;
  }
  const others = {
    '<environment>': name,
    '--namespace': namespace,
    '--release': release,
    '--context': context,
    '--bundle': bundle,
    '--watch': watch || undefined,
  };
  const given = Object.entries(others).filter(([, value]) => value !== undefined);
  const [first] = given;
  if (first) throw refuse('--from', `reads a bundle, so ${first[0]} has no effect`, `leave ${first[0]} out`);
}
