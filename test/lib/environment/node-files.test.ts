import { JournalSource } from '../../../charts/alloy/sources/journal/journal';
import { environmentCharts, type EnvironmentProps, resolveEnvironment } from '../../../lib/environment/environment';

const BASE = { account: '111122223333', region: 'us-east-1', cluster: { create: {} }, tenants: ['platform', 'apps'] };
const resolved = (alloy: EnvironmentProps['alloy']) => resolveEnvironment('prod', { ...BASE, alloy });
const APP = { name: 'app', paths: ['/var/log/app/*.log'] };

test('an environment says where a setting of a source is wrong, with the same words as the charts', () => {
  expect(() =>
    resolved({ journal: { units: { keep: ['kubelet'] } }, files: [{ ...APP, format: 'json', multiline: 'go' }] }),
  ).toThrow(
    [
      "environments.prod.alloy.journal.units.keep[0]: kubelet is not the name of a unit; write 'kubelet.service'",
      "environments.prod.alloy.files[0].multiline: go, and an entry of format json is one line; leave it out, or use format: 'plain'",
    ].join('\n'),
  );
});

test('files go to a tenant that exists', () => {
  expect(() => resolved({ files: [{ ...APP, tenant: 'apps' }] })).not.toThrow();
  expect(() => resolved({ files: [{ ...APP, tenant: 'app' }] })).toThrow(
    'environments.prod.alloy.files[0].tenant: app is not one of the tenants, platform, apps; did you mean apps?',
  );
});

test('two sources of one file are an error with the place of the files', () => {
  expect(() => environmentCharts(resolved({ files: [{ name: 'all', paths: ['/var/log/*.log'] }] }))).toThrow(
    'environments.prod.alloy.files[0]: reads /var/log/*.log, and the source cloud_init reads /var/log/cloud-init.log',
  );
});

test("files, flows or sources of one's own alone are something to read", () => {
  const off = { journal: false, audit: false, cloudInit: false, pods: false };
  expect(() => resolved(off)).toThrow('reads nothing');
  expect(() => resolved({ ...off, files: [] })).toThrow('reads nothing');
  expect(() => resolved({ ...off, files: [APP] })).not.toThrow();
  expect(() => resolved({ ...off, hubble: true })).not.toThrow();
  expect(() => resolved({ ...off, extraSources: [new JournalSource()] })).not.toThrow();
});
