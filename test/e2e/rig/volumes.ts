import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { configFor } from '../../helpers/older-nginx';
import { program } from '../../helpers/programs';
import type { Objects, PodSpec, ProjectedSource, Volume } from './objects';
import type { SecretFiles } from './passwords';

/** Contents of volumes. */
export interface VolumeSources {
  /** The objects of the cluster, for their ConfigMaps. */
  readonly objects: Pick<Objects, 'one'>;

  /** Files of the volumes with passwords, tokens and fields of the pod, by volume name. */
  readonly secrets: Readonly<Record<string, SecretFiles>>;

  /** Sizes in bytes of volumes with a limit, by volume name. */
  readonly bytes: Readonly<Record<string, number>>;

  /** Root folder of the node's files. */
  readonly node: string;

  /** Folder of the volume of a claim. @default - the pod has no claims of its own: each gets a new folder */
  readonly claims?: (claim: string) => string;
}

/** Folders of a pod's volumes. They stay when its containers end, as in a cluster. */
export class PodVolumes {
  constructor(
    private readonly folder: string,
    private readonly namespace: string,
    private readonly spec: PodSpec,
    private readonly sources: VolumeSources,
  ) {}

  /** Creates and fills the folder (or file) of a volume, and returns its path. */
  public prepare(name: string): string {
    const volume = (this.spec.volumes ?? []).find((candidate) => candidate.name === name);
    if (volume?.hostPath) return this.hostPath(volume.hostPath);
    const { persistentVolumeClaim: claim } = volume ?? {};
    const folder = (claim && this.sources.claims?.(claim.claimName)) ?? join(this.folder, name);
    if (!existsSync(folder)) this.make(folder, this.sources.bytes[name]);
    if (volume?.projected) this.project(folder, name, volume.projected.sources);
    for (const [file, { text, mode }] of Object.entries(this.files(volume))) {
      write(join(folder, file), text);
      if (volume?.csi) this.own(join(folder, file), mode ?? 0o644, false);
      else this.own(join(folder, file), 0o440);
    }
    if (volume?.csi) this.own(folder, 0o755, false);
    else this.own(folder, 0o770);
    return folder;
  }

  /** Unmounts volumes with a limit. */
  public release(): void {
    for (const [name, bytes] of Object.entries(this.sources.bytes)) {
      const folder = join(this.folder, name);
      if (bytes && existsSync(folder)) execFileSync('umount', ['--lazy', folder]);
    }
  }

  private make(folder: string, bytes: number | undefined): void {
    mkdirSync(folder, { recursive: true });
    if (bytes) execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'volume', folder]);
  }

  private files(volume: Volume | undefined): SecretFiles {
    if (volume?.projected) return {};
    if (!volume?.configMap) return this.sources.secrets[volume?.name ?? ''] ?? {};
    const { data } = this.sources.objects.one('ConfigMap', volume.configMap.name, this.namespace);
    return Object.fromEntries(
      Object.entries(data as Record<string, string>).map(([file, text]) => [
        file,
        { text: file === 'nginx.conf' ? configFor(program('nginx'), text) : text },
      ]),
    );
  }

  /** Files in folders, as the kubelet lays them out: links to a folder of its own, which it can replace as a whole. */
  private project(folder: string, name: string, sources: readonly ProjectedSource[]): void {
    const own = join(folder, '..2026_11_29_12_00_00.1');
    for (const { configMap } of sources) {
      if (!configMap) continue;
      const data = this.sources.objects.one('ConfigMap', configMap.name, this.namespace)['data'] as Record<
        string,
        string
      >;
      const items = configMap.items ?? Object.keys(data).map((key) => ({ key, path: key }));
      for (const { key, path } of items) write(join(own, path), data[key] ?? '');
    }
    for (const [path, { text }] of Object.entries(this.sources.secrets[name] ?? {})) write(join(own, path), text);
    if (existsSync(join(folder, '..data'))) return;
    symlinkSync(basename(own), join(folder, '..data'));
    for (const name of readdirSync(own)) symlinkSync(join('..data', name), join(folder, name));
  }

  private hostPath({ path, type }: { path: string; type?: string }): string {
    const place = join(this.sources.node, path);
    if (!existsSync(place)) {
      if (type === 'DirectoryOrCreate') mkdirSync(place, { recursive: true });
      else throw new Error(`the node has no ${path}, and its hostPath is ${type}`);
    }
    return place;
  }

  /** The pod's group owns its volumes, or root if it has none. Files of the CSI driver always belong to root. */
  private own(path: string, mode: number, byPod = true): void {
    chmodSync(path, mode);
    const { fsGroup, runAsUser } = (byPod && this.spec.securityContext) || {};
    chownSync(path, runAsUser ?? 0, fsGroup ?? 0);
  }
}

/** Writes a file that others may read meanwhile, if it has another text. */
function write(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, text, { mode: 0o644 });
  renameSync(`${file}.new`, file);
}
