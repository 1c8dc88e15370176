import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LoggingApp } from '../../../lib/app/logging-app';
import { resolveEnvironment } from '../../../lib/environment/environment';
import { FAST_APP } from '../../helpers/fast-app';

/** Text of everything that CDK writes about an environment. */
function outputOf(context: Record<string, unknown>): string {
  const outdir = join(mkdtempSync(join(tmpdir(), 'logging-app-')), 'cdk.out');
  const prod = resolveEnvironment('prod', {
    account: '111122223333',
    region: 'us-east-1',
    cluster: {
      existing: {
        name: 'prod',
        oidcIssuer: 'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E',
      },
    },
  });
  const app = { ...FAST_APP, context: { ...FAST_APP.context, ...context }, outdir };
  new LoggingApp({ environments: [prod], app }).synth();
  const folder = join(outdir, 'assembly-prod');
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  expect(files.some((name) => name.endsWith('.template.json'))).toBe(true);
  return files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
}

test('what CDK writes does not say where in our own files a construct is made, unless the context asks for it', () => {
  expect(outputOf({})).not.toContain('aws:cdk:creationStack');
  expect(outputOf({ 'aws:cdk:disable-creation-stack-traces': false })).toContain('aws:cdk:creationStack');
});
