import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ManifestFile } from '../../../charts/logging-charts';
import { previousManifests } from '../../../bin/manifests/previous';
import { countObjects, writeManifests } from '../../../bin/manifests/write';
import { workFolder } from '../../helpers/cli';

const file = (name: string, ...names: string[]): ManifestFile => {
  const objects = names.map((one) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: one } }));
  return {
    name,
    objects,
    yaml: objects.map((object) => JSON.stringify(object)).join('\n---\n'),
  } as unknown as ManifestFile;
};

test('files of an earlier version are removed, and no others', () => {
  const out = workFolder();
  const old = [file('10-loki.k8s.yaml', 'a'), file('20-old.k8s.yaml', 'b')];
  const folder = writeManifests(out, 'dev', old);
  writeFileSync(join(folder, 'kustomization.yaml'), '');
  writeManifests(out, 'dev', [file('10-loki.k8s.yaml', 'c')]);
  expect(readdirSync(folder)).toEqual(['10-loki.k8s.yaml', 'kustomization.yaml']);
  expect(readFileSync(join(folder, '10-loki.k8s.yaml'), 'utf8')).toContain('"c"');
  expect(countObjects(old)).toBe(2);
});

test('the manifests of an earlier run are read back', () => {
  const out = workFolder();
  const files = [file('10-loki.k8s.yaml', 'a', 'b')];
  expect(previousManifests(out, 'dev', files)).toBeUndefined();
  writeManifests(out, 'dev', files);
  const changed = previousManifests(out, 'dev', [file('10-loki.k8s.yaml', 'c')]);
  expect(changed?.objects.map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
});
