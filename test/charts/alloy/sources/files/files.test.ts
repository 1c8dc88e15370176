import { FILES } from '../../../../../charts/alloy/sources/files/settings';
import type { AlloyProcessing } from '../../../../../charts/alloy/chart';
import type { NodeFiles } from '../../../../../charts/alloy/sources/settings-types';
import { problemText } from '../../../../../charts/input/problems';
import { chartOf, component, ENDPOINT, objectsOf, stages } from '../../helpers';

const APP: NodeFiles = { name: 'app', paths: ['/var/log/app/*.log'] };
const configOf = (...files: NodeFiles[]): string => chartOf({ sources: { files } }).config;

test('targets have no labels, so nothing but the name and the path decides what is read again', () => {
  const labelled: NodeFiles = { ...APP, labels: { team: 'x' }, tenant: 'team-a', format: 'json', fields: { a: 'b' } };
  expect(component(configOf(labelled), 'loki.source.file', 'files_app')).toBe(
    component(configOf(APP), 'loki.source.file', 'files_app'),
  );
});

test('stages: whole lines, then fields, time, labels and metadata; the tenant is last', () => {
  const config = configOf({
    ...{ ...APP, multiline: 'java', tenant: 'team-a' },
    timestamp: { regex: '^(?P<time>.+?) ', format: 'RFC3339' },
  });
  const order = ['multiline', 'regex', 'regex', 'timestamp', 'static_labels', 'structured_metadata', 'tenant'];
  expect(stages(config, 'files_app')).toEqual(order);
  const json = configOf({ ...APP, format: 'json', timestamp: { field: 'ts', format: 'UnixMs' } });
  expect(stages(json, 'files_app')).toEqual(['json', 'regex', 'timestamp', 'static_labels', 'structured_metadata']);
});

test('compressed files have a component of their own, which feeds the same stages', () => {
  const config = configOf({ ...APP, gzip: ['/var/log/app/*.gz'] });
  const gzip = component(config, 'loki.source.file', 'files_app_gzip');
  expect(gzip).toContain('decompression {');
  expect(gzip).toContain('forward_to = [loki.process.files_app.receiver]');
  expect(component(config, 'loki.source.file', 'files_app')).not.toContain('decompression');
});

test('compressed files that the paths match too are read once', () => {
  const both = { name: 'app', paths: ['/var/log/app/*'], gzip: ['/var/log/app/*.gz'], exclude: ['/var/log/app/x*'] };
  const config = configOf(both);
  expect(component(config, 'loki.source.file', 'files_app')).toContain(
    '__path_exclude__ = "{/var/log/app/x*,/var/log/app/*.gz}"',
  );
  expect(component(config, 'loki.source.file', 'files_app_gzip')).toMatch(/__path_exclude__ = "\/var\/log\/app\/x\*"/);
  expect(component(configOf({ ...both, paths: ['/opt/app/*'] }), 'loki.source.file', 'files_app')).not.toContain('.gz');
});

test('fields are read again after secrets are replaced, so that no metadata has one', () => {
  const json: NodeFiles = { ...APP, format: 'json', fields: { token: 'token' } };
  const of = (processing: AlloyProcessing) => {
    const { config } = chartOf({ sources: { files: [json] }, pipeline: { processing: [processing] } });
    return stages(config, 'files_app').filter((name) => ['json', 'replace', 'structured_metadata'].includes(name));
  };
  const [sources, read] = [['files_app'], ['json', 'structured_metadata']];
  expect(of({ sources, redact: ['jwt'] })).toEqual(['json', 'replace', ...read]);
  expect(of({ sources, drop: { olderThan: '1h' } })).toEqual(read);
});

test('mounts, and the one capability that files of other users take', () => {
  const pod = (files: NodeFiles[]) => objectsOf({ sources: { cloudInit: false, files } }).DaemonSet.spec.template.spec;
  const [none, own] = [pod([]), pod([{ ...APP, paths: ['/opt/app/*.log'], fileOwners: 'root' }])];
  expect(own.volumes.length - none.volumes.length).toBe(1);
  expect(own.containers[0].securityContext).toEqual(none.containers[0].securityContext);
  expect(pod([APP]).containers[0].securityContext.capabilities.add).toEqual(['DAC_READ_SEARCH']);
});

test('two sources that read one file are an error, unless one leaves it out', () => {
  const wide: NodeFiles = { name: 'wide', paths: ['/var/log/*.log'] };
  expect(() => configOf(wide)).toThrow(
    'alloy.files[0]: reads /var/log/*.log, and the source cloud_init reads /var/log/cloud-init.log; ' +
      'exclude /var/log/cloud-init.log from files_wide, or leave one out',
  );
  expect(() => configOf({ ...wide, exclude: ['/var/log/cloud-init.log'] })).not.toThrow();
  expect(() => configOf(APP, { name: 'same', paths: ['/var/log/app/x.log'] })).toThrow('alloy.files[1]: reads');
  expect(() => configOf({ name: 'pods', paths: ['/var/log/pods/*/*/*.log'] })).toThrow('the source pods reads');
});

describe('what to do about a file that two sources read leaves both with files', () => {
  const narrow: NodeFiles = { name: 'narrow', paths: ['/var/log/app/x*.log'] };
  const both = 'exclude /var/log/app/x*.log from files_app, or leave one out';

  test('the narrower pattern is left out of the wider one, in either order', () => {
    expect(() => configOf(APP, narrow)).toThrow(both);
    expect(() => configOf(narrow, APP)).toThrow(both);
    expect(() => configOf({ ...APP, exclude: narrow.paths ?? [] }, narrow)).not.toThrow();
  });

  test('one of two equal ones goes', () => {
    expect(() => configOf(APP, { ...APP, name: 'same' })).toThrow('leave one of the two out');
    const audit: NodeFiles = { name: 'audit', paths: ['/var/log/audit/audit.log'] };
    expect(() => configOf(audit)).toThrow('the source audit reads /var/log/audit/audit.log; leave one of the two out');
  });

  test('a source of the library leaves no file out', () => {
    const flows: NodeFiles = { name: 'flows', paths: ['/var/run/cilium/hubble/x.log'] };
    expect(() => chartOf({ sources: { hubble: true, files: [flows] } })).toThrow(
      'the source files_flows reads /var/run/cilium/hubble/x.log; leave /var/run/cilium/hubble/x.log out',
    );
  });
});

test('a tenant that the endpoint does not have is an error', () => {
  expect(() => configOf({ ...APP, tenant: 'nobody' })).toThrow(
    `alloy.files[0].tenant: nobody is not one of the tenants, ${ENDPOINT.tenants.join(', ')}`,
  );
});

test.each<[unknown, string]>([
  [{}, "files: {} is not a list; write one such as [{ name: 'app'"],
  [[{ name: 'App' }], 'files[0].name: App is not a name'],
  [[{ name: 'app' }], "files[0].paths: missing; write one such as ['/var/log/app/*.log']"],
  [[{ ...APP, paths: [] }], 'files[0].paths: [] is empty'],
  [[{ ...APP, paths: ['/proc/x'] }], 'files[0].paths[0]: /proc/x is in /proc'],
  [[APP, APP], 'files[1].name: app occurs twice; rename one'],
  [[{ ...APP, format: 'xml' }], 'files[0].format: xml is not one of plain, cri, json, logfmt'],
  [[{ ...APP, fields: { a: 'b' } }], 'and lines of format plain have no fields'],
  [[{ ...APP, format: 'json', multiline: 'go' }], 'and an entry of format json is one line'],
  [[{ ...APP, multiline: 'ruby' }], 'files[0].multiline: ruby is not one of java'],
  [
    [{ ...APP, multiline: { firstLine: '(?=a)' } }],
    'files[0].multiline.firstLine: (?=a) is not a regular expression of Go',
  ],
  [
    [{ ...APP, timestamp: { regex: '(', format: 'RFC3339' } }],
    'files[0].timestamp.regex: ( is not a regular expression of Go',
  ],
  [[{ ...APP, labels: { request_id: 'x' } }], 'has request_id, which has a new value for every request'],
  [
    [{ ...APP, exclude: ['/var/log/app/{a,b}.log', '/var/log/app/c,d.log'] }],
    'files[0].exclude[1]: /var/log/app/c,d.log has a comma, which Alloy takes for the end of an alternative; write ? in',
  ],
  [[{ ...APP, timestamp: { format: 'RFC3339' } }], 'files[0].timestamp: has neither field nor regex'],
  [[{ ...APP, timestamp: { regex: 'x', format: 'RFC3339' } }], 'has no group time'],
  [[{ ...APP, timestamp: { field: 'ts', format: 'RFC3339' } }], 'files[0].timestamp.field'],
  [
    [{ ...APP, timestamp: { regex: '(?P<time>x)', format: 'Unix', location: 'Europe/Berlin' } }],
    'files[0].timestamp.location: Europe/Berlin has no effect',
  ],
  [[{ ...APP, labels: { job: 'x' } }], 'has job, which the lines have already'],
  [
    [{ ...APP, format: 'json', fields: { team: 't' }, labels: { team: 'x' } }],
    'files[0].fields.team: team is in labels, too, and a line has one of the two; rename one of them',
  ],
  [[{ ...APP, labels: { 'a-b': 'x' } }], 'has a-b, which cannot be the name of a label'],
  [[{ ...APP, encoding: 'utf8' }], 'did you mean utf-8?'],
])('%j is refused', (value, message) => {
  expect(FILES('files', value).map(problemText).join('\n')).toContain(message);
});
