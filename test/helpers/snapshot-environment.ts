import { type Environment, environmentCharts } from '../../lib/environment/environment';
import { ENVIRONMENTS, type PlainTemplate, templatesOfOurs } from './environments';

/** Kind and name of each object of a manifest, whose text is already in the snapshots of files. */
function titles(manifest: unknown): unknown {
  if (typeof manifest !== 'string') return manifest;
  const objects = JSON.parse(manifest) as { kind: string; metadata: { name: string } }[];
  return objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
}

/** Template without hashes of assets, which change with every version of the CDK. */
function stable(template: PlainTemplate): unknown {
  return JSON.parse(
    JSON.stringify(template, (key, value: unknown) => {
      if (key === 'Manifest') return titles(value);
      return typeof value === 'string' ? value.replace(/[0-9a-f]{64}/g, '<asset>') : value;
    }),
  );
}

/** Snapshot tests of an environment: every file of manifests, every template. */
export function snapshotEnvironment(name: string): void {
  const files = environmentCharts(ENVIRONMENTS[name] as Environment).manifests();
  const templates = Object.entries(templatesOfOurs(name)).map(([stack, template]) => [stack, stable(template)]);

  test.each(files.map((file) => [file.name, file.yaml]))('%s', (_file, yaml) => {
    expect(yaml).toMatchSnapshot();
  });

  test.each(templates as [string, unknown][])('template of %s', (_stack, template) => {
    expect(template).toMatchSnapshot();
  });

  test('the snapshots have no token, no hash of an asset and no date', () => {
    const text = JSON.stringify([files.map((file) => file.yaml), templates]);
    expect(text).not.toMatch(/\$\{Token\[/);
    expect(text).not.toMatch(/[0-9a-f]{64}/);
    expect(text).not.toContain(new Date().toISOString().slice(0, 10));
  });
}
