import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import environments from '../../bin/environments';
import { environmentCharts, type EnvironmentProps, resolveEnvironment } from '../../lib/environment/environment';
import { Manifests } from '../../lib/manifests/manifests';
import type { Workload } from '../../lib/manifests/workloads';
import { type CommandResult, eksLoki, ROOT, withoutAws, workFolder } from './cli';

/** One rollout: what `kubectl rollout status` prints, and how it ends. */
interface FakeRollout {
  /** Lines it prints at once. @default - none */
  readonly lines?: string[];

  /** Its exit code. @default - it waits for its timeout */
  readonly exit?: number;

  /** Text on standard error. @default - none */
  readonly stderr?: string;

  /** If true, it ignores its timeout. @default false */
  readonly deaf?: boolean;

  /** If true, only the first answer is this one; the next is that the workload is ready. @default false */
  readonly once?: boolean;
}

/** Answers of a cluster. */
export interface FakeCluster {
  /** Name of the cluster in the kubeconfig. @default - there is no current context */
  readonly cluster?: string;

  /** Error of every request to the API server. @default - it answers */
  readonly unreachable?: string;

  /** Deployments in Loki's namespace. @default - one */
  readonly deployments?: string;

  /** By `statefulset/loki-ingester`. @default - all are ready at once */
  readonly rollouts?: Record<string, FakeRollout>;

  /** Pods and events by namespace. @default - none */
  readonly items?: Record<string, object[]>;
}

/** Commands of kubectl that change nothing. */
export const READS = /^(config view|get|proxy --unix-socket \S+ --reject-methods POST,PUT,PATCH,DELETE$)/;

/** Gives all answers but those that take time or change, which starts no Node. */
const shell = (folder: string): string => `#!/bin/sh
for argument; do
  [ "$before" = --namespace ] && namespace=$argument
  before=$argument
done
case "$1 $2" in
  config*) answer=config ;;
  *" deployments") answer=deployments ;;
  get*) answer="items-$namespace" ;;
  *) answer= ;;
esac
called() { printf '%s\\n' "$*" >> "${folder}/calls"; }
print() { while IFS= read -r line; do printf '%s\\n' "$line"; done < "$1"; }
if [ "$1 $2" = "rollout status" ]; then
  rollout="${folder}/rollouts/$3"
  if [ ! -f "$rollout" ]; then
    called "$@"
    echo "$3 successfully rolled out"
    exit
  elif [ -s "$rollout" ]; then
    called "$@"
    . "$rollout"
  fi
elif [ -n "$answer" ] && [ -f "${folder}/answers/$answer" ]; then
  called "$@"
  print "${folder}/answers/$answer"
  exit
elif [ "$1" = config ]; then
  called "$@"
  echo 'error: current-context must exist in order to minify' >&2
  exit 1
elif [ -f "${folder}/answers/unreachable" ]; then
  called "$@"
  print "${folder}/answers/unreachable" >&2
  exit 1
elif [ "$1" = get ]; then
  called "$@"
  echo '{"items":[]}'
  exit
elif [ "$1" = proxy ]; then
  called "$@"
  exit 1
fi
exec "${process.execPath}" "${folder}/kubectl.cjs" "$@"
`;

/** Commands of a shell for a rollout that ends at once, in the same way each time; none for another. */
function commandsOf({ lines = [], exit, stderr = '', once, deaf }: FakeRollout): string {
  if (exit === undefined || once || deaf) return '';
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  return [...lines.map((line) => `echo ${quoted(line)}`), `echo ${quoted(stderr)} >&2`, `exit ${exit}`, ''].join('\n');
}

/** Answers of a cluster by the names above, and the error of one that cannot be reached. */
function answersOf({ cluster, unreachable, deployments, items = {} }: FakeCluster): Record<string, string> {
  const config = { clusters: [{ name: cluster, cluster: {} }], 'current-context': cluster };
  const lists = Object.entries({ loki: [], alloy: [], ...items }).map(([namespace, found]) => [
    `items-${namespace}`,
    JSON.stringify({ items: found }),
  ]);
  return {
    ...(cluster ? { config: JSON.stringify(config) } : {}),
    ...(unreachable
      ? {
          unreachable: `E1121 14:47:37.542838   12695 memcache.go:265] "Unhandled Error"\n${unreachable}`,
        }
      : { deployments: deployments ?? 'deployment.apps/loki-querier', ...Object.fromEntries(lists) }),
  };
}

/** Program for the other answers: a rollout that waits, or answers in another way the next time. */
const PROGRAM = `
const fs = require('node:fs');
const args = process.argv.slice(2);
const folder = __dirname;
const cluster = JSON.parse(fs.readFileSync(folder + '/cluster.json', 'utf8'));
fs.appendFileSync(folder + '/calls', args.join(' ') + '\\n');
const end = (code, err) => { process.stderr.write(err); process.exitCode = code; };
const rollout = cluster.rollouts[args[2]];
if (rollout.once) fs.rmSync(folder + '/rollouts/' + args[2]);
for (const line of rollout.lines ?? []) console.log(line);
const seconds = rollout.deaf ? 600 : Number(/--timeout=(\\d+)s/.exec(args.join(' '))[1]);
if (rollout.exit !== undefined) end(rollout.exit, (rollout.stderr ?? '') + '\\n');
else setTimeout(() => end(1, 'error: timed out waiting for the condition\\n'), seconds * 1000);
`;

/** A kubectl in a folder of its own that answers as a cluster would and records its calls. */
export class FakeKubectl {
  private readonly folder = mkdtempSync(join(tmpdir(), 'kubectl-'));

  constructor(cluster: FakeCluster) {
    writeFileSync(join(this.folder, 'cluster.json'), JSON.stringify(cluster));
    for (const [name, rollout] of Object.entries(cluster.rollouts ?? {})) {
      mkdirSync(join(this.folder, 'rollouts', dirname(name)), { recursive: true });
      writeFileSync(join(this.folder, 'rollouts', name), commandsOf(rollout));
    }
    mkdirSync(join(this.folder, 'answers'));
    for (const [name, text] of Object.entries(answersOf(cluster))) {
      writeFileSync(join(this.folder, 'answers', name), text && `${text}\n`);
    }
    writeFileSync(join(this.folder, 'kubectl.cjs'), PROGRAM);
    writeFileSync(join(this.folder, 'kubectl'), shell(this.folder));
    chmodSync(join(this.folder, 'kubectl'), 0o755);
  }

  /** Environment of a process that finds no other kubectl, and whose output is wide enough for every line. */
  public get env(): NodeJS.ProcessEnv {
    return withoutAws({ PATH: this.folder, COLUMNS: '1000' });
  }

  /** Its calls, in order. */
  public get calls(): string[] {
    const file = join(this.folder, 'calls');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  }
}

/** File with the environments of the repository. */
export const ENVIRONMENTS = join(ROOT, 'bin/environments.ts');

/** Number of workloads of dev. */
export const WORKLOADS_OF_DEV = environmentCharts(resolveEnvironment('dev', environments['dev'] as EnvironmentProps))
  .manifests()
  .flatMap(({ objects }) => objects)
  .filter(({ kind }) => ['Deployment', 'StatefulSet', 'DaemonSet'].includes(String(kind))).length;

/** Name that `aws eks update-kubeconfig` gives to the cluster of dev. */
export const DEV = 'arn:aws:eks:us-east-1:111122223333:cluster/dev';

/** Runs `eks-loki wait dev` on a cluster, and returns the calls of kubectl too. */
export function waitForDev(cluster: FakeCluster, ...args: string[]): CommandResult & { readonly calls: string[] } {
  const kubectl = new FakeKubectl(cluster);
  const result = eksLoki(['wait', 'dev', '--environments', ENVIRONMENTS, ...args], workFolder(), kubectl.env);
  return { ...result, calls: kubectl.calls };
}

/** Labels of the pods of a Loki component. */
const labels = (component: string) => ({
  'app.kubernetes.io/name': 'loki',
  'app.kubernetes.io/component': component,
});

/** A workload of a Loki component. */
export function workload(kind: string, name: string, component: string): Workload {
  const object = {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace: 'loki' },
    spec: { selector: { matchLabels: labels(component) } },
  };
  return new Manifests([object]).workloads[0] as Workload;
}

/** A pod of a Loki component. */
export function pod(component: string, name: string, status: object, claim?: string): object {
  return {
    kind: 'Pod',
    metadata: { name, labels: labels(component) },
    spec: { volumes: claim ? [{ name: 'data', persistentVolumeClaim: { claimName: claim } }] : [] },
    status,
  };
}

/** A warning event about an object. */
export function warning(
  kind: string,
  name: string,
  reason: string,
  message: string,
  at = '2026-11-21T10:00:00Z',
): object {
  return { kind: 'Event', type: 'Warning', reason, message, involvedObject: { kind, name }, lastTimestamp: at };
}

/** Status of a pod whose container is waiting. */
export function waiting(reason: string, message?: string, more: object = {}): object {
  const container = { name: 'main', restartCount: 0, state: { waiting: { reason, message } }, ...more };
  return { conditions: [{ type: 'Ready', status: 'False' }], containerStatuses: [container] };
}

/** Status of a pod without a node. */
export function unscheduled(message: string): object {
  return { conditions: [{ type: 'PodScheduled', status: 'False', message }] };
}

/** Status of a pod that is ready. */
export const READY = { conditions: [{ type: 'Ready', status: 'True' }] };
