import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemblyTemplates, isAssembly, objectsOfTemplates } from '../../../../bin/diff/aws/templates';
import { MANIFEST_TYPE } from '../../../../lib/planner/deployed/record';

const OBJECT = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', namespace: 'loki' } };
const piece = { Type: MANIFEST_TYPE, Properties: { Manifest: JSON.stringify([OBJECT]) } };
const nested = { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': 'nested.template.json' } };

/** Folder as the CDK writes it, with an environment. */
function assembly(): string {
  const folder = mkdtempSync(join(tmpdir(), 'assembly-'));
  const inner = join(folder, 'assembly-dev');
  mkdirSync(inner);
  const artifacts = {
    Logging: { type: 'aws:cloudformation:stack', properties: { templateFile: 'a.json', stackName: 'dev-Logging' } },
    Assets: { type: 'cdk:asset-manifest', properties: { file: 'b.json' } },
  };
  const files = {
    'a.json': { Resources: { Nested: nested, Piece: piece } },
    'nested.template.json': { Resources: { piece } },
  };
  for (const at of [folder, inner]) {
    writeFileSync(join(at, 'cdk.out'), '{}');
    writeFileSync(join(at, 'manifest.json'), JSON.stringify({ artifacts }));
  }
  for (const [name, content] of Object.entries(files)) writeFileSync(join(inner, name), JSON.stringify(content));
  return folder;
}

test('templates of an environment are read, each followed by its nested ones', () => {
  const folder = assembly();
  expect(isAssembly(folder)).toBe(true);
  const templates = assemblyTemplates(folder, 'dev');
  expect(templates.map(({ stack, isNested }) => [stack, isNested])).toEqual([
    ['dev-Logging', false],
    ['dev-Logging', true],
  ]);
  expect(objectsOfTemplates(templates)).toEqual([OBJECT, OBJECT]);
});

test.each([
  ['a.json', '{"Resources": {"A": nul'],
  ['a.json', '{"Resources": {"A": null}}'],
  ['a.json', undefined],
  ['manifest.json', '[]'],
])('the file %s with %s is refused, and does not count as empty', (name, content) => {
  const folder = assembly();
  const path = join(folder, 'assembly-dev', name);
  rmSync(path);
  if (content !== undefined) writeFileSync(path, content);
  expect(() => assemblyTemplates(folder, 'dev')).toThrow(
    expect.objectContaining({
      problems: [{ path, found: expect.stringContaining('cannot be read'), fix: 'synthesize it again' }],
    }),
  );
});

test('another environment, and another folder, have none', () => {
  const folder = assembly();
  expect(() => assemblyTemplates(folder, 'prod')).toThrow(
    `${folder} has no environment prod; name the cdk.out of a run`,
  );
  expect([isAssembly(tmpdir()), isAssembly(join(folder, 'none'))]).toEqual([false, false]);
});
