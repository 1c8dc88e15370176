import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { type Found, obsolete, unexplained } from '../../../scripts/scan/acknowledged';
import { scannedApp, STRICT } from '../../../scripts/scan/environments';
import { FAST_APP } from '../../helpers/fast-app';

/** Report that the CDK writes beside the templates. */
interface Report {
  readonly pluginReports: readonly {
    readonly violations: readonly {
      readonly ruleName: string;
      readonly violatingConstructs: readonly { readonly constructPath: string }[];
    }[];
  }[];
}

/** Findings of AwsSolutions in all stacks of environments. */
function findingsIn(...environments: Parameters<typeof scannedApp>[1][]): Found[] {
  const outdir = mkdtempSync(join(tmpdir(), 'nag-'));
  try {
    const app = scannedApp({ ...FAST_APP, outdir }, ...environments);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    expect(() => app.synth()).toThrow('AwsSolutions');
    const { pluginReports } = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as Report;
    return pluginReports.flatMap(({ violations }) =>
      violations.flatMap(({ ruleName, violatingConstructs }) =>
        violatingConstructs.map(
          ({ constructPath }) => ({ scanner: 'cdk-nag', id: ruleName, on: constructPath }) as const,
        ),
      ),
    );
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

describe('AWS Solutions checks of whole environments', () => {
  const found = findingsIn();

  test('find nothing that is not acknowledged with a reason', () => {
    expect(unexplained(found)).toEqual([]);
  });

  test('find everything that is acknowledged', () => {
    expect(found.length).toBeGreaterThan(30);
    expect(obsolete(found, ['cdk-nag'])).toEqual([]);
  });

  test('would report a finding on another resource', () => {
    const other: Found = { scanner: 'cdk-nag', id: 'AwsSolutions-S1', on: 'created/Storage/Other/Resource' };
    expect(unexplained([...found, other])).toEqual(['cdk-nag AwsSolutions-S1 created/Storage/Other/Resource']);
  });

  test('are content with access logs and flow logs, where these are on', () => {
    const strict = findingsIn({ strict: STRICT });
    const ids = strict.map(({ id }) => id);
    expect(ids).not.toContain('AwsSolutions-S1');
    expect(ids).not.toContain('AwsSolutions-VPC7');
    expect(unexplained(strict)).toEqual([]);
  });
});
