import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AwsFiles, stageAws } from '../../../bin/aws/write';
import { replaceAll } from '../../../bin/output/replace';
import type { Environment } from '../../../lib/environment/environment';
import { workFolder } from '../../helpers/cli';

const files = (name: string, ...formats: AwsFiles['contents'][number][0][]): AwsFiles => ({
  environment: { name } as Environment,
  resources: 1,
  contents: formats.map((format) => [format, { name, format }]),
});

test('each environment has its files, and those of an earlier run go', () => {
  const out = join(workFolder(), 'aws.out');
  replaceAll([stageAws(out, [files('dev', 'cloudformation', 'terraform'), files('prod', 'terraform')])]);
  expect(readdirSync(join(out, 'dev'))).toEqual(['cloudformation.json', 'loki.tf.json']);
  expect(JSON.parse(readFileSync(join(out, 'prod/loki.tf.json'), 'utf8'))).toEqual({
    name: 'prod',
    format: 'terraform',
  });
  replaceAll([stageAws(out, [files('dev', 'cloudformation')])]);
  expect(readdirSync(join(out, 'dev'))).toEqual(['cloudformation.json']);
  expect(readdirSync(join(out, 'prod'))).toEqual(['loki.tf.json']);
});

test('the state of Terraform stays', () => {
  const out = join(workFolder(), 'aws.out');
  mkdirSync(join(out, 'dev/.terraform'), { recursive: true });
  writeFileSync(join(out, 'dev/terraform.tfstate'), '{}');
  replaceAll([stageAws(out, [files('dev', 'terraform')])]);
  expect(readdirSync(join(out, 'dev')).sort()).toEqual(['.terraform', 'loki.tf.json', 'terraform.tfstate']);
});

test('a file of somebody else is not replaced', () => {
  const out = join(workFolder(), 'aws.out');
  mkdirSync(join(out, 'dev'), { recursive: true });
  writeFileSync(join(out, 'dev/loki.tf.json'), 'mine');
  expect(() => replaceAll([stageAws(out, [files('dev', 'cloudformation', 'terraform')])])).toThrow(
    'dev/loki.tf.json: is a file that eks-loki did not write; move it away, or name another with --out',
  );
  expect(readFileSync(join(out, 'dev/loki.tf.json'), 'utf8')).toBe('mine');
  expect(existsSync(join(out, 'dev/cloudformation.json'))).toBe(false);
});
