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

test('files have no more labels than Loki takes, beside those of all lines', () => {
  const labels = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`l${index}`, 'x']));
  expect(() => environmentCharts(resolved({ files: [{ ...APP, labels: labels(12) }] }))).not.toThrow();
  expect(() => resolved({ files: [{ ...APP, labels: labels(13) }] })).toThrow(
    /^environments\.prod\.alloy\.files\[0\]\.labels: \{.*… has 13 labels beside cluster, job, node_name, and Loki refuses lines with more than 15; use at most 12, and fields for the others$/,
  );
});

describe('files that no line comes from', () => {
  test.each<[string, object, string]>([
    [
      'alternatives of a regular expression',
      { paths: ['/var/log/(app|web)/*.log'] },
      'paths[0]: /var/log/(app|web)/*.log has (app|web), which is the form of a regular expression; write {app,web}',
    ],
    [
      'compressed files as text',
      { paths: ['/var/log/app/*.gz'] },
      'paths[0]: /var/log/app/*.gz matches compressed files, whose bytes would be sent as lines; write it in gzip',
    ],
    [
      'another compression',
      { gzip: ['/var/log/app/*.zst'] },
      'gzip[0]: /var/log/app/*.zst matches files of another compression than gzip; leave it out, or compress them with gzip',
    ],
    [
      'archives',
      { gzip: ['/var/log/app/*.tar.gz'] },
      'gzip[0]: /var/log/app/*.tar.gz matches archives, whose bytes between the files would be sent as lines; leave it out, or write the files themselves',
    ],
    [
      'files that are compressed and are not',
      { paths: ['/var/log/app/*'], gzip: ['/var/log/app/*'] },
      'gzip[0]: /var/log/app/* is in paths, too, and a file is compressed or not; write it in one of the two',
    ],
    [
      'a file in a folder with credentials',
      { paths: ['/etc/shadow'] },
      "paths[0]: /etc/shadow needs all of /etc in Alloy's pod, with /etc/kubernetes, whose files are credentials of the node; name a folder below it, or have the lines written below /var/log",
    ],
    ['archives as text', { paths: ['/var/log/app/*.tgz'] }, 'paths[0]: /var/log/app/*.tgz matches archives'],
    [
      'records of logins',
      { paths: ['/var/log/wtmp'] },
      'paths[0]: /var/log/wtmp matches wtmp, a file of records without lines; leave it out',
    ],
    [
      'lines of a container runtime in an encoding that has no ASCII',
      { format: 'cri', encoding: 'utf-16le' },
      "encoding: utf-16le, and a container runtime writes no lines of it; leave it out, or use format: 'plain'",
    ],
    [
      'links to the files of pods',
      { paths: ['/var/log/containers/*.log'] },
      'paths[0]: /var/log/containers/*.log is in /var/log/containers, which has links to the files of pods in /var/log/pods; use the source pods, or paths in /var/log/pods',
    ],
    [
      'all of them left out',
      { exclude: ['/var/log/app/*'] },
      'exclude: ["/var/log/app/*"] leaves out every file; narrow it',
    ],
    [
      'left out where none is',
      { exclude: ['/var/log/app/old.log', '/opt/app/*.log'] },
      'exclude[1]: /opt/app/*.log matches no file that is read; correct it, or leave it out',
    ],
    [
      'a range that is backwards',
      { paths: ['/var/log/app/[z-a].log'] },
      'paths[0]: /var/log/app/[z-a].log has [z-a], a range that is backwards; write the lower character first',
    ],
  ])('%s: refused', (_what, more, problem) => {
    expect(() => resolved({ files: [{ ...APP, ...more }] })).toThrow(`environments.prod.alloy.files[0].${problem}`);
  });

  test('what leaves out a part of the files is right, whatever letters it names', () => {
    const of = (path: string, ...exclude: string[]) => resolved({ files: [{ name: 'a', paths: [path], exclude }] });
    for (const [path, exclude] of [
      ['/var/log/app/*', '/var/log/app/x*'],
      ['/var/log/app/*.log', '/var/log/app/x.log'],
      ['/var/log/app/**', '/var/log/app/x/**'],
      ['/var/log/app/[0-9].log', '/var/log/app/0.log'],
    ] as const) {
      expect(() => of(path, exclude)).not.toThrow();
    }
    for (const [path, exclude] of [
      ['/var/log/app/[0-9].log', '/var/log/app/[0-9]*'],
      ['/var/log/app/**/a.log', '/var/log/app/**'],
      ['/var/log/app/{a,b}.log', '/var/log/app/?.log'],
    ] as const) {
      expect(() => of(path, exclude)).toThrow('leaves out every file');
    }
  });

  test('classes of characters meet as Alloy reads them, and none ends in an error of JavaScript', () => {
    const of = (one: string, other: string) => () =>
      environmentCharts(
        resolved({
          files: [one, other].map((path, index) => ({ name: `f${index}`, paths: [`/var/log/app/${path}`] })),
        }),
      );
    expect(of('[a-c].log', 'b.log')).toThrow('alloy.files[1]: reads');
    expect(of('[!a-c].log', 'b.log')).not.toThrow();
    expect(of('[.^$-].log', '$.log')).toThrow('alloy.files[1]: reads');
    expect(of('[.^$-].log', 'x.log')).not.toThrow();
    expect(of('[].log', 'x.log')).toThrow('has [], a class without characters');
  });
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
