import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { JsonPatch } from 'cdk8s';
import { type EnvironmentProps, resolveEnvironment } from '../../../lib/environment/environment';
import { LoggingApp } from '../../../lib/app/logging-app';
import { InputError } from '../../../charts/input/problems';
import { FAST_APP } from '../../helpers/fast-app';

/** As in cdk.json; without it every stack has a warning. */
const STRONG = { '@aws-cdk/core:defaultCrossStackReferences': 'strong' };

/** An app with environments, each with its own changes. */
function appOf(changes: Record<string, Partial<EnvironmentProps>>): { app: () => LoggingApp; outdir: string } {
  const outdir = join(mkdtempSync(join(tmpdir(), 'rules-')), 'cdk.out');
  const environments = Object.entries(changes).map(([name, change]) =>
    resolveEnvironment(name, {
      account: '111122223333',
      region: 'us-east-1',
      cluster: { create: { admins: ['arn:aws:iam::111122223333:role/admin'] } },
      ...change,
    }),
  );
  return {
    app: () =>
      new LoggingApp({ environments, app: { ...FAST_APP, context: { ...FAST_APP.context, ...STRONG }, outdir } }),
    outdir,
  };
}

/** The lines of the error a function ends with. */
function linesOf(act: () => unknown): string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof InputError) return error.message.split('\n');
    throw error;
  }
  return [];
}

const twoIngesters: Partial<EnvironmentProps> = {
  customize: (charts) =>
    charts.object('StatefulSet', 'loki-ingester').addJsonPatch(JsonPatch.replace('/spec/replicas', 2)),
};

test('errors in the objects of all environments are reported at once, before a folder is created', () => {
  const { app, outdir } = appOf({ a: twoIngesters, b: twoIngesters, c: {} });
  expect(linesOf(app)).toEqual(
    ['a', 'b'].map(
      (name) =>
        `environments.${name}: ConfigMap loki/loki config.yaml common.replication_factor: 3 is more than the 2 ingesters ` +
        'of StatefulSet loki/loki-ingester; run 3 ingesters, or use 2 (LOKI-REPLICATION-1)',
    ),
  );
  expect(existsSync(outdir)).toBe(false);
});

test('an error in a template is reported, and nothing deployable is left', () => {
  const { app, outdir } = appOf({ a: {}, b: {} });
  const made = app();
  for (const stage of made.stages) {
    const bucket = stage.storageStack.storage.chunkBucket.node.defaultChild as CfnBucket;
    bucket.addPropertyOverride('LifecycleConfiguration.Rules.0', {
      Status: 'Enabled',
      ExpirationInDays: 1,
      Prefix: '',
    });
  }
  const lines = linesOf(() => made.synth());
  expect(lines.filter((line) => !line.includes('(STORAGE-LIFECYCLE-'))).toEqual([]);
  for (const name of ['a', 'b']) {
    expect(lines.some((line) => line.startsWith(`environments.${name}: Storage/`))).toBe(true);
  }
  expect(readdirSync(outdir)).not.toContain('manifest.json');
});

test('a valid app leaves a deployable assembly', () => {
  const { app, outdir } = appOf({ a: {} });
  app().synth();
  expect(readdirSync(outdir)).toContain('manifest.json');
});

test('warnings are annotations that the CDK CLI prints, unless they are acknowledged', () => {
  const open = { cluster: { create: {} } };
  const path = 'environments.b.cluster.create.admins';
  const { app } = appOf({
    a: open,
    b: { ...open, acknowledge: [{ rule: 'CLUSTER-ADMINS-1', path, reason: 'access entries of the platform team' }] },
  });
  const [a, b] = app().stages;
  const warnings = (stage: typeof a) =>
    Annotations.fromStack((stage as NonNullable<typeof a>).loggingStack).findWarning('*', Match.anyValue());
  expect(warnings(a).map(({ entry }) => entry.data)).toEqual([
    expect.stringMatching(/^environments\.a\.cluster\.create\.admins: missing.*\(CLUSTER-ADMINS-1\)/),
  ]);
  expect(warnings(b)).toEqual([]);
});
