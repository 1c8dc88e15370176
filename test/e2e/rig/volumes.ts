import { chmodSync, chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PodSpec, RenderedObjects, Volume } from './objects';

/** What volumes are filled with, beside ConfigMaps. */
export interface VolumeSources {
  /** The rendered objects, for their ConfigMaps. */
  readonly objects: RenderedObjects;

  /** Secrets by name: `eks-loki credentials` makes them, not the charts. */
  readonly secrets: Readonly<Record<string, Readonly<Record<string, string>>>>;

  /** The node's own file system. */
  readonly node: string;
}

/** The folders of a pod's volumes. They stay when its containers end: so do volumes and claims in a cluster. */
export class PodVolumes {
  constructor(
    private readonly folder: string,
    private readonly namespace: string,
    private readonly spec: PodSpec,
    private readonly sources: VolumeSources,
  ) {}

  /** The folder (or file) of a volume, filled. */
  public prepare(name: string): string {
    const volume = (this.spec.volumes ?? []).find((candidate) => candidate.name === name);
    if (volume?.hostPath) return this.hostPath(volume.hostPath);
    const folder = join(this.folder, name);
    mkdirSync(folder, { recursive: true });
    for (const [file, text] of Object.entries(this.files(volume))) {
      writeFileSync(join(folder, file), text);
      this.own(join(folder, file), 0o440);
    }
    this.own(folder, 0o770);
    return folder;
  }

  private files(volume: Volume | undefined): Record<string, string> {
    if (volume?.configMap) {
      return this.sources.objects.one('ConfigMap', volume.configMap.name, this.namespace).data as Record<
        string,
        string
      >;
    }
    if (!volume?.secret) return {};
    const { secretName, items } = volume.secret;
    const secret = this.sources.secrets[secretName];
    if (!secret) throw new Error(`no Secret ${secretName}`);
    const keys = items ?? Object.keys(secret).map((key) => ({ key, path: key }));
    return Object.fromEntries(keys.map(({ key, path }) => [path, secret[key] ?? '']));
  }

  private hostPath({ path, type }: { path: string; type?: string }): string {
    const place = join(this.sources.node, path);
    if (!existsSync(place)) {
      if (type === 'DirectoryOrCreate') mkdirSync(place, { recursive: true });
      else throw new Error(`the node has no ${path}, and its hostPath is ${type}`);
    }
    return place;
  }

  /** A pod's group owns its volumes; a pod without one is root. */
  private own(path: string, mode: number): void {
    chmodSync(path, mode);
    const { fsGroup, runAsUser } = this.spec.securityContext ?? {};
    chownSync(path, runAsUser ?? 0, fsGroup ?? 0);
  }
}
