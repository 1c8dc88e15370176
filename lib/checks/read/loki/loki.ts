import { TENANT_CONFIGS } from '../../../../charts/loki/components';
import { keptByText } from '../kept';
import type { Manifests } from '../../../manifests/manifests';
import { filesOf, volumesWith, workloadsWith } from '../../../manifests/files';
import { flag } from '../../../manifests/flags';
import { replicasOf } from '../../../manifests/scalers';
import { isRecord, record, at, type Block, isText } from '../../../manifests/shape';
import { parseYaml } from '../../../manifests/yaml/parse';
import type { Container } from '../../../manifests/pods';
import { type Manifest, title } from '../../../manifests/manifest';
import type { Workload } from '../../../manifests/workloads';

/** One workload that runs Loki. */
export interface LokiPods {
  /** Workload that creates the pods. */
  readonly workload: Workload;

  /** The container Loki is in. */
  readonly container: Container;

  /** Modules it runs, in their order: `-target`, or `target` of the configuration. */
  readonly modules: readonly string[];

  /** Components among them: what is not a part of others. */
  readonly targets: readonly string[];

  /** Lowest number of pods; undefined if it depends on the nodes. */
  readonly replicas: number | undefined;
}

/** Limits of everyone, or of one tenant. */
export interface Limits {
  /** `ConfigMap loki/loki config.yaml limits_config`. */
  readonly path: string;

  /** Tenant they apply to. @default - all tenants without their own */
  readonly tenant?: string;

  /** Block of these limits alone. */
  readonly own: Block;

  /** Limits in effect: those of all tenants, overridden by the tenant's own. */
  readonly all: Block;
}

/** One Loki: a configuration, the pods that read it, and limits. */
export interface Loki {
  /** Path of the configuration: `ConfigMap loki/loki config.yaml`. */
  readonly path: string;

  /** True if the configuration is in a Secret. */
  readonly isSecret: boolean;

  /** The configuration. */
  readonly config: Block;

  /** The pods that read it. */
  readonly pods: readonly LokiPods[];

  /** Everyone's limits, then those of single tenants. */
  readonly limits: readonly Limits[];
}

/** A file of Loki's that is not YAML. */
interface BrokenFile {
  /** Path of the file. */
  readonly path: string;

  /** Line of its first error. */
  readonly line: number;
}

/** Lokis in some manifests, and their files that cannot be parsed. */
export interface LokiReading {
  /** Every Loki. */
  readonly lokis: readonly Loki[];

  /** The files that cannot be read. */
  readonly broken: readonly BrokenFile[];
}

/** A file in a ConfigMap or a Secret. */
interface File {
  /** `ConfigMap loki/loki config.yaml`. */
  readonly path: string;

  /** The object it is in. */
  readonly owner: Manifest;

  /** Its text. */
  readonly text: string;
}

/** Marks of a configuration of Loki: this key and one of the others. */
const CONFIG = /^schema_config:/m;
const BESIDE = /^(limits_config|ingester|storage_config|common|server|compactor):/m;

/** Mark of a file of tenant limits. Other programs use it too, so the pods of Loki must mount the file. */
const OVERRIDES = /^overrides:/m;

/** Finds every Loki. Parsing takes milliseconds, so only a text that looks like one of Loki's is parsed. */
export function readLoki(manifests: Manifests): LokiReading {
  const all = files(manifests);
  const configs = all.filter(({ text }) => CONFIG.test(text) && BESIDE.test(text));
  const overrides = all.filter((file) => OVERRIDES.test(file.text) && !configs.includes(file));
  const broken: BrokenFile[] = [];
  const read = (file: File): unknown => {
    const { value, line } = parse(file.text);
    if (line !== undefined) broken.push({ path: file.path, line });
    return value;
  };
  const lokis = configs.flatMap((file): Loki[] => {
    const config = read(file);
    if (!isRecord(config)) return [];
    const pods = podsOf(manifests, file, config);
    const everyone = record(config['limits_config']);
    const mounted = overrides.filter(({ owner }) =>
      pods.some(({ workload }) => volumesWith(workload, owner).length > 0),
    );
    const limits: Limits[] = [
      { path: `${file.path} limits_config`, own: everyone, all: everyone },
      ...mounted.flatMap((other) =>
        Object.entries(record(at(read(other), 'overrides'))).flatMap(([tenant, own]): Limits[] =>
          isRecord(own)
            ? [{ path: `${other.path} overrides.${tenant}`, tenant, own, all: { ...everyone, ...own } }]
            : [],
        ),
      ),
    ];
    return [{ path: file.path, isSecret: file.owner.kind === 'Secret', config, pods, limits }];
  });
  return { lokis, broken };
}

/** Limits that apply to a tenant: its own, or everyone's. */
export function limitsOf({ limits }: Loki, tenant: unknown): Limits | undefined {
  return limits.find((one) => one.tenant !== undefined && one.tenant === tenant) ?? limits[0];
}

/** The pods that run one of some components. */
export function running({ pods }: Loki, ...targets: string[]): LokiPods[] {
  return pods.filter((one) => one.targets.some((target) => targets.includes(target)));
}

/** The pods that hold lines which are not in the object store yet. */
export function ingesters(loki: Loki): LokiPods[] {
  return running(loki, 'ingester', 'write', 'all').filter(({ replicas }) => replicas !== 0);
}

/** Lowest number of pods; undefined if unknown. */
export function podCount(pods: readonly LokiPods[]): number | undefined {
  const counts = pods.map(({ replicas }) => replicas);
  return counts.includes(undefined) ? undefined : counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
}

/** The workloads whose pods read a configuration and stay; jobs only test it. */
function podsOf(manifests: Manifests, { owner }: File, config: Block): LokiPods[] {
  return workloadsWith(manifests, owner).flatMap((workload) => {
    if (['Job', 'CronJob'].includes(workload.kind)) return [];
    const volumes = volumesWith(workload, owner);
    const readers = workload.pod.containers.filter(({ volumeMounts = [] }) =>
      volumeMounts.some(({ name }) => volumes.includes(name)),
    );
    // A sidecar may mount the configuration too: the container of Loki has the flag -config.file.
    const container = readers.find((one) => flag(one, 'config.file') !== undefined) ?? readers[0];
    if (!container) return [];
    const target = flag(container, 'target') ?? config['target'] ?? 'all';
    const modules = isText(target) ? target.split(',').map((one) => one.trim()) : [];
    const targets = modules.filter((one) => one !== TENANT_CONFIGS);
    return [{ workload, container, modules, targets, replicas: replicasOf(manifests, workload) }];
  });
}

function files(manifests: Manifests): File[] {
  return manifests
    .ofKind('ConfigMap', 'Secret')
    .flatMap((owner) =>
      Object.entries(filesOf(owner)).map(([name, text]) => ({ path: `${title(owner)} ${name}`, owner, text })),
    );
}

/** Value of a text, or the line at which it stops being YAML. One with variables, or a template that a container fills in, is not YAML yet. */
const parse = keptByText((text): { readonly value?: unknown; readonly line?: number } => {
  const { documents, problem } = parseYaml(text);
  if (problem) return /\$\{|\{\{/.test(text) ? {} : { line: problem.line };
  return { value: documents[0] };
});
