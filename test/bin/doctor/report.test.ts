import { reportJson, reportText } from '../../../bin/doctor/report';
import { diagnose } from '../../../lib/live/doctor/diagnose';
import { CASES } from '../../lib/live/doctor/hops/cases';
import { healthySnapshot } from '../../helpers/healthy-snapshot';

function broken(...ids: string[]) {
  const draft = healthySnapshot();
  for (const id of ids) CASES.find((each) => each.id === id)?.make(draft);
  return draft;
}

test('the first broken part comes first, then what is besides it, then what follows', () => {
  const snapshot = broken('agent-password', 'grafana-label');
  const text = reportText(diagnose(snapshot), snapshot, { columns: 200 });
  const order = [
    'HOP',
    'The first broken part:',
    'agent agent-password',
    'Besides:',
    'grafana-label',
    'Follows from these:',
    'agent-drops',
  ];
  const places = order.map((part) => text.indexOf(part));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places).not.toContain(-1);
  expect(text).toMatch(/^ {2}next: kubectl rollout restart --namespace loki deployment\/loki-gateway$/m);
});

test.each([60, 80, 120])('lines fit a terminal of %i columns, commands aside', (columns) => {
  const snapshot = broken('agent-password', 'pod-volume-zone', 'query-tenant');
  snapshot.unseen.push({
    hops: ['buckets'],
    what: 'AWS',
    why: 'no credentials '.repeat(9),
    needs: 'credentials of AWS',
  });
  const lines = reportText(diagnose(snapshot), snapshot, { columns }).split('\n');
  const longWord = (line: string) =>
    line
      .trim()
      .split(' ')
      .some((word) => word.length > columns - 12);
  const tooLong = lines.filter(
    (line) => line.length > columns && !/next: (npx|kubectl|aws) /.test(line) && !longWord(line),
  );
  expect(tooLong).toEqual([]);
});

test('without a terminal there are no colours', () => {
  const snapshot = broken('agent-password');
  expect(reportText(diagnose(snapshot), snapshot, {})).not.toContain('\u001b');
});

test('what is healthy, and what could not be seen, is said', () => {
  const snapshot = healthySnapshot();
  expect(reportText(diagnose(snapshot), snapshot, { columns: 100 })).toMatch(/no fault of dev was found$/);
  snapshot.unseen.push({ hops: ['buckets'], what: 'AWS', why: 'no credentials', needs: 'credentials of AWS' });
  const text = reportText(diagnose(snapshot), snapshot, { columns: 100 });
  expect(text).toMatch(/^ {2}AWS: no credentials; needs credentials of AWS$/m);
  expect(text).toMatch(/was found in 10 of 11 parts of the path; the others were not seen completely$/);
});

test('text of a cluster cannot move the cursor', () => {
  const snapshot = broken('query-password');
  snapshot.answers = [{ user: 'reader', tenant: 'dev', status: 401, error: 'a\u001b[2Jb' }];
  expect(reportText(diagnose(snapshot), snapshot, { columns: 100 })).not.toContain('\u001b');
  const named = healthySnapshot();
  named.setup.name = 'a\u001b[2Jb';
  expect(reportText(diagnose(named), named, { columns: 100 })).toMatch(/no fault of a\\u001b\[2Jb was found$/);
});

test('programs get the first finding, all findings, and each part', () => {
  const snapshot = broken('ring-quorum-lost');
  expect(reportJson(diagnose(snapshot), snapshot)).toMatchObject({
    environment: 'dev',
    healthy: false,
    first: { id: 'ring-quorum-lost', hop: 'ingester', isMild: false },
    hops: expect.arrayContaining([{ name: 'ingester', state: 'broken' }]) as unknown,
    unseen: [],
  });
  const healthy = healthySnapshot();
  expect(reportJson(diagnose(healthy), healthy)).toMatchObject({ healthy: true, first: null, findings: [] });
  healthy.unseen.push({ hops: ['buckets'], what: 'AWS', why: 'no credentials', needs: 'credentials of AWS' });
  expect(reportJson(diagnose(healthy), healthy)).toMatchObject({ healthy: false, first: null, findings: [] });
});
