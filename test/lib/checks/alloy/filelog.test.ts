import type { Loose } from '../harness';
import { alloyObjects, findingsIn } from './setup';

/** Receiver of OpenTelemetry that reads files of pods, with some attributes. */
const receiver = (body: string): string => `otelcol.receiver.filelog "pods" {
  include = ["/var/log/pods/*/*/*.log"]
  ${body}
  output { logs = [otelcol.exporter.loki.x.input] }
}
otelcol.exporter.loki "x" {
  forward_to = [loki.write.w.receiver]
}
loki.write "w" {
  endpoint {
    url = "http://loki/loki/api/v1/push"
  }
}`;

const WHOLE = `start_at  = "beginning"
  storage   = otelcol.storage.file.positions.handler
  operators = [{ type = "container" }]`;
const STORAGE = 'otelcol.storage.file "positions" { }';
const PREVIEW = '--stability.level=public-preview';

function found(files: string, more: Loose = {}): string[] {
  const args = ['run', '/etc/alloy/config.alloy', '--storage.path=/var/lib/alloy', PREVIEW];
  return findingsIn(alloyObjects({ files, container: { args }, ...more })).map((line) =>
    line
      .replace('ConfigMap monitoring/collector config.alloy ', '')
      .replace('DaemonSet monitoring/collector spec.template.', ''),
  );
}

test('a complete receiver of files has no finding', () => {
  expect(found(receiver(WHOLE) + '\n' + STORAGE)).toEqual([]);
});

test('files of pods need their mount', () => {
  expect(found(receiver(WHOLE) + '\n' + STORAGE, { mounts: [] })).toEqual([
    'ALLOY-SOURCE-1 spec.containers[alloy].volumeMounts: no mount contains the paths of otelcol.receiver.filelog.pods: /var/log/pods',
  ]);
});

test('beginning, positions and format of the runtime are not the defaults', () => {
  expect(found(receiver(''))).toEqual([
    'ALLOY-SOURCE-4 otelcol.receiver.filelog.pods start_at: missing, and its default, "end", skips everything in a file before Alloy finds it',
    "ALLOY-CRI-1 otelcol.receiver.filelog.pods operators: lines of '/var/log/pods/*/*/*.log' keep the prefix of the container runtime",
    'ALLOY-POSITIONS-1 otelcol.receiver.filelog.pods storage: missing: it forgets its positions when Alloy restarts',
  ]);
});

test('it is not generally available', () => {
  const args = ['run', '/etc/alloy/config.alloy', '--storage.path=/var/lib/alloy'];
  expect(found(receiver(WHOLE) + '\n' + STORAGE, { container: { args } })).toEqual([
    'ALLOY-STABILITY-1 spec.containers[alloy].args: --stability.level is generally-available, which does not permit otelcol.receiver.filelog.pods, otelcol.storage.file.positions',
  ]);
});

test('a Deployment reads only some nodes', () => {
  expect(found(receiver(WHOLE) + '\n' + STORAGE, { kind: 'Deployment' })[0]).toMatch(/^ALLOY-SOURCE-7 /);
});
