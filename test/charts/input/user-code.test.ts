import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Aspects } from 'aws-cdk-lib';
import { limited } from '../../../bin/watchdog';
import { runUserCodeThrough, USER_CODE_SECONDS } from '../../../charts/input/user-code';
import { LoggingApp } from '../../../lib/app/logging-app';
import { type EnvironmentProps, resolveEnvironment } from '../../../lib/environment/environment';
import { FAST_APP } from '../../helpers/fast-app';

const endless = (): never => {
  for (;;);
};

const DEV: EnvironmentProps = {
  account: '111122223333',
  region: 'us-east-1',
  cluster: { create: { admins: ['arn:aws:iam::111122223333:role/admin'] } },
};

const source = {
  ...{
    name: 'mine',
    runsOn: ['every-node'],
    mounts: [],
    env: [],
    permissions: [],
    rules: [],
    ports: [],
    connections: [],
  },
  blocks: endless,
} as unknown as NonNullable<NonNullable<EnvironmentProps['alloy']>['extraSources']>[number];

/** Synthesizes an environment with some fields, with limits that are a fraction of those of the programs. */
function synth(fields: Partial<EnvironmentProps>): void {
  runUserCodeThrough((path, work, seconds) => limited(path, work, seconds / (seconds > USER_CODE_SECONDS ? 60 : 20)));
  const environments = [resolveEnvironment('dev', { ...DEV, ...fields })];
  const app = { ...FAST_APP, outdir: mkdtempSync(join(tmpdir(), 'cdk-')) };
  new LoggingApp({ environments, app }).synth();
}

afterEach(() => runUserCodeThrough((_path, work) => work()));

test.each<[string, string, Partial<EnvironmentProps>]>([
  ['customize', 'environments.dev.customize: runs for more than 0.4 s', { customize: endless }],
  [
    'a source',
    'environments.dev.alloy.extraSources.mine: runs for more than 0.4 s',
    { alloy: { extraSources: [source] } },
  ],
  ['customizeStack', 'environments.dev.customizeStack: runs for more than 0.4 s', { customizeStack: endless }],
  [
    'an aspect',
    'environments.dev: runs for more than 1 s',
    { customizeStack: (stack) => Aspects.of(stack).add({ visit: endless }) },
  ],
])('%s that never ends is named with its environment', (_what, message, fields) => {
  expect(() => synth(fields)).toThrow(`${message}; correct what never ends in the file`);
});
