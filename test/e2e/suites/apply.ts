import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderOf, stageManifests } from '../../../bin/manifests/write';
import { replaceAll } from '../../../bin/output/replace';
import { type Environment, environmentCharts } from '../../../lib/environment/environment';
import type { CommandResult } from '../../helpers/cli';
import type { KubernetesObject } from '../../helpers/charts';
import type { ApiServer } from '../rig/api-server';
import { RenderedObjects } from '../rig/objects';
import type { Manifest } from '../../../lib/manifests/manifest';
import { parseQuantity } from '../../../lib/manifests/quantity';

const APPLY = ['apply', '--server-side', '--validate=strict', '-f'];

/** Environment whose manifests are written to files, as for a user. */
export class WrittenEnvironment {
  /** Its objects. */
  public readonly objects: readonly KubernetesObject[];

  /** Its files, in the order in which to apply them. */
  public readonly files: readonly string[];

  private readonly out = mkdtempSync(join(tmpdir(), 'eks-loki-k8s-'));

  constructor(public readonly environment: Environment) {
    const charts = environmentCharts(environment);
    const { name } = environment;
    replaceAll([stageManifests(this.out, [{ name, files: charts.manifests() }])]);
    const folder = folderOf(this.out, name);
    this.files = charts.manifests().map(({ name }) => join(folder, name));
    this.objects = new RenderedObjects(charts).all;
  }

  /** Removes the files. */
  public remove(): void {
    rmSync(this.out, { recursive: true, force: true });
  }

  /** Applies every file. */
  public applyTo(api: ApiServer): CommandResult[] {
    return this.files.map((file) => api.kubectl([...APPLY, file]));
  }

  /** Its objects as the API server has stored them, in the same order. */
  public storedIn(api: ApiServer): KubernetesObject[] {
    const all = this.files.flatMap((file) => {
      const got = JSON.parse(api.printed(['get', '-f', file, '-o', 'json'])) as { items?: KubernetesObject[] };
      return got.items ?? [got as KubernetesObject];
    });
    const stored = new Map(all.map((object) => [nameOf(object), object]));
    return this.objects.map((object) => {
      const found = stored.get(nameOf(object));
      if (!found) throw new Error(`${nameOf(object)} is not on the API server`);
      return found;
    });
  }
}

/** Manifests are accepted, stored completely, and unchanged when applied again. */
export function applyTests(environment: () => WrittenEnvironment, api: () => ApiServer): void {
  test('every file is applied with strict validation and without a warning', () => {
    const done = environment().applyTo(api());
    expect(done.map(({ stderr }) => stderr).join('')).toBe('');
    expect(done.map(({ status }) => status)).toEqual(environment().files.map(() => 0));
    const lines = done.flatMap(({ stdout }) => stdout.trim().split('\n'));
    expect(lines).toHaveLength(environment().objects.length);
    expect(lines.filter((line) => !line.endsWith(' serverside-applied'))).toEqual([]);
  });

  test('applying again changes nothing', () => {
    const versions = () =>
      environment()
        .storedIn(api())
        .map(({ kind, metadata }) => {
          const { name, uid, resourceVersion, generation } = metadata as Record<string, unknown>;
          return { kind, name, uid, resourceVersion, generation };
        });
    const before = versions();
    expect(before.every(({ uid, resourceVersion }) => uid && resourceVersion)).toBe(true);
    expect(
      environment()
        .applyTo(api())
        .map(({ status, stderr }) => `${status}${stderr}`),
    ).toEqual(environment().files.map(() => '0'));
    expect(versions()).toEqual(before);
  });

  test('every field is stored as it was written', () => {
    const stored = environment().storedIn(api());
    expect(environment().objects.flatMap((object, index) => changed(object, stored[index], nameOf(object)))).toEqual(
      [],
    );
  });

  test('a misspelt field of any kind is refused', () => {
    const kinds = new Map(environment().objects.map((object) => [object.kind, object]));
    const misspelt = [...kinds.values()].map((object) =>
      object.spec === undefined ? { ...object, misspelt: {} } : { ...object, spec: { ...object.spec, misspelt: {} } },
    );
    const { status, stderr } = api().kubectl([...APPLY, '-', '--dry-run=server'], documents(misspelt));
    expect(status).not.toBe(0);
    const refusals = stderr.split('\n').filter((line) => /misspelt/.test(line));
    expect({ refusals, count: refusals.length }).toEqual({ refusals, count: kinds.size });
  });
}

/** Objects as one text. Not a `List`: kubectl would validate its fields itself, without the API server. */
export function documents(objects: readonly object[]): string {
  return objects.map((object) => JSON.stringify(object)).join('\n---\n');
}

/** Objects without which the API server refuses pods of a namespace, or their claims wait. */
export function neededByPods(objects: readonly Manifest[], namespace: string): Manifest[] {
  return objects.filter(
    ({ kind, metadata }) =>
      ['StorageClass', 'PriorityClass'].includes(kind) ||
      (kind === 'ServiceAccount' && metadata.namespace === namespace),
  );
}

/** Name of an object in messages. */
export function nameOf({ kind, metadata }: KubernetesObject): string {
  return [kind, metadata.namespace, metadata.name].filter(Boolean).join('/');
}

/** Our fields that are stored differently or missing; fields that the API server adds are ignored. */
function changed(ours: unknown, stored: unknown, path: string): string[] {
  if (typeof ours !== 'object' || ours === null) {
    // 1024Mi is stored as 1Gi.
    const amount = /\.resources\./.test(path) ? parseQuantity(ours) : undefined;
    const same = ours === stored || (amount !== undefined && amount === parseQuantity(stored));
    return same ? [] : [`${path}: ${JSON.stringify(ours)} is ${JSON.stringify(stored)}`];
  }
  if (typeof stored !== 'object' || stored === null) return [`${path}: is ${JSON.stringify(stored)}`];
  if (Array.isArray(ours) && (stored as unknown[]).length !== ours.length) return [`${path}: another number of items`];
  return Object.entries(ours).flatMap(([key, value]) =>
    changed(value, (stored as Record<string, unknown>)[key], `${path}.${key}`),
  );
}
