import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ManifestFile } from '../../../charts/logging/charts';
import { previousManifests } from '../../../bin/manifests/previous';
import { countObjects, stageEach, stageManifests } from '../../../bin/manifests/write';
import { replaceAll } from '../../../bin/output/replace';
import { workFolder } from '../../helpers/cli';

const file = (name: string, ...names: string[]): ManifestFile => {
  const objects = names.map((one) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: one } }));
  return {
    name,
    objects,
    yaml: objects.map((object) => JSON.stringify(object)).join('\n---\n'),
  } as unknown as ManifestFile;
};

const write = (out: string, files: readonly ManifestFile[], name = 'dev') =>
  replaceAll([stageManifests(out, [{ name, files }])]);

test('files of an earlier run of the same environment are removed, and no others', () => {
  const out = workFolder();
  const old = [file('10-loki.k8s.yaml', 'a'), file('20-old.k8s.yaml', 'b')];
  write(out, old);
  write(out, old, 'prod');
  const folder = join(out, 'dev');
  for (const name of ['kustomization.yaml', 'my-app.k8s.yaml']) writeFileSync(join(folder, name), 'mine');
  write(out, [file('10-loki.k8s.yaml', 'c')]);
  expect(readdirSync(folder)).toEqual(['10-loki.k8s.yaml', 'kustomization.yaml', 'my-app.k8s.yaml']);
  expect(readdirSync(join(out, 'prod'))).toEqual(['10-loki.k8s.yaml', '20-old.k8s.yaml']);
  expect(readFileSync(join(folder, '10-loki.k8s.yaml'), 'utf8')).toContain('"c"');
  expect(countObjects(old)).toBe(2);
});

test('files of a version without a record are ours by their labels; others are refused', () => {
  const out = workFolder();
  mkdirSync(join(out, 'dev'));
  const path = join(out, 'dev/10-loki.k8s.yaml');
  writeFileSync(path, 'kind: ConfigMap\nmetadata:\n  name: mine\n');
  expect(() => write(out, [file('10-loki.k8s.yaml', 'a')])).toThrow(
    `${path}: is a file that eks-loki did not write; move it away, or name another with --out`,
  );
  writeFileSync(path, 'metadata:\n  labels:\n    app.kubernetes.io/managed-by: cdk-eks-loki\n  name: loki\n');
  write(out, [file('10-loki.k8s.yaml', 'a')]);
  expect(readFileSync(path, 'utf8')).toContain('"a"');
});

test('the manifests of an earlier run are read back', () => {
  const out = workFolder();
  const files = [file('10-loki.k8s.yaml', 'a', 'b')];
  expect(previousManifests(out, 'dev', files)).toBeUndefined();
  write(out, files);
  const changed = previousManifests(out, 'dev', [file('10-loki.k8s.yaml', 'c')]);
  expect(changed?.objects.map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
});

test('a signal that arrives while environments are rendered is handled between two of them', async () => {
  const order: string[] = [];
  setImmediate(() => order.push('signal'));
  function* environments() {
    for (const name of ['a', 'b']) {
      order.push(name);
      yield { name, files: [] };
    }
  }
  (await stageEach(join(workFolder(), 'k8s.out'), environments())).discard();
  expect(order).toEqual(['a', 'signal', 'b']);
});
