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

/** Time that a synthesis needs here, in seconds: on a busy machine limits must not be reached by it. */
let needed = 0;

/** Synthesizes an environment with some fields, with limits that are a fraction of those of the programs. */
function limitedSynth(fields: Partial<EnvironmentProps>): void {
  const share = Math.min(1, Math.max(1 / 20, needed / 4));
  runUserCodeThrough((path, work, seconds) =>
    limited(path, work, seconds * (seconds > USER_CODE_SECONDS ? share / 3 : share)),
  );
  synth(fields);
}

function synth(fields: Partial<EnvironmentProps>): void {
  const environments = [resolveEnvironment('dev', { ...DEV, ...fields })];
  const app = { ...FAST_APP, outdir: mkdtempSync(join(tmpdir(), 'cdk-')) };
  new LoggingApp({ environments, app }).synth();
}

beforeAll(() => {
  synth({});
  const start = performance.now();
  synth({});
  needed = (performance.now() - start) / 1000;
});
afterEach(() => runUserCodeThrough((_path, work) => work()));

test.each<[string, string, Partial<EnvironmentProps>]>([
  ['customize', 'environments.dev.customize', { customize: endless }],
  ['a source', 'environments.dev.alloy.extraSources.mine', { alloy: { extraSources: [source] } }],
  ['customizeStack', 'environments.dev.customizeStack', { customizeStack: endless }],
  ['an aspect', 'environments.dev', { customizeStack: (stack) => Aspects.of(stack).add({ visit: endless }) }],
])('%s that never ends is named with its environment', (_what, path, fields) => {
  const message = new RegExp(`^${path}: runs for more than [\\d.]+ s; correct what never ends in the file$`);
  expect(() => limitedSynth(fields)).toThrow(message);
});
