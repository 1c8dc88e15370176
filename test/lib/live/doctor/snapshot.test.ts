import type { InputError } from '../../../../charts/input/problems';
import { POD } from '../../../../lib/live/doctor/object-forms';
import { parseSnapshot, picked } from '../../../../lib/live/doctor/snapshot';
import { healthySnapshot, healthySpoke } from '../../../helpers/healthy-snapshot';

const problemsOf = (text: string) => {
  try {
    parseSnapshot(text, 'b.json');
  } catch (error) {
    return (error as InputError).problems.map(({ path, found }) => `${path}: ${found}`);
  }
  return [];
};

test('a bundle is read as it was written', () => {
  const snapshot = healthySnapshot();
  expect(parseSnapshot(JSON.stringify(snapshot), 'b.json')).toEqual(snapshot);
});

test.each<[string, string, RegExp]>([
  ['no JSON', 'apiVersion: v1', /^b\.json: is not JSON$/],
  ['another program’s JSON', '{"kind":"List"}', /^b\.json form: is missing, and not a number: this is not a bundle$/],
  ['another version', '{"form":2}', /^b\.json form: has form 2, and this version reads form 1$/],
  ['a list', '[]', /^b\.json: is a list$/],
  ['a form that is not a number', '{"form":"1"}', /^b\.json form: is 1, and not a number/],
  ['null', 'null', /^b\.json: is null$/],
])('%s is refused', (_what, text, message) => {
  expect(problemsOf(text)[0]).toMatch(message);
});

test('every field that is wrong is named, at most ten', () => {
  const broken = {
    ...healthySnapshot(),
    pods: [{ metadata: {} }],
    takenAt: 'yesterday',
    ring: [{ id: 'a', state: 1 }],
  };
  expect(problemsOf(JSON.stringify(broken))).toEqual([
    expect.stringMatching(/^b\.json takenAt: /),
    expect.stringMatching(/^b\.json pods\[0\]\.metadata\.name: /),
    expect.stringMatching(/^b\.json pods\[0\]\.spec: /),
    expect.stringMatching(/^b\.json ring\[0\]\.state: /),
  ]);
  const many = { ...healthySnapshot(), pods: Array.from({ length: 50 }, () => ({})) };
  expect(problemsOf(JSON.stringify(many))).toHaveLength(10);
});

test('a Loki elsewhere whose URL is not one is refused: faults take the host from it', () => {
  const spoke = healthySpoke();
  const remote = { ...spoke.setup.remote, url: 'logs.example.com' };
  expect(problemsOf(JSON.stringify({ ...spoke, setup: { ...spoke.setup, remote } }))).toEqual([
    expect.stringMatching(/^b\.json setup\.remote\.url: invalid URL$/),
  ]);
});

test('of an object of the API only known fields are kept: no value of a variable', () => {
  const pod = {
    kind: 'Pod',
    metadata: { name: 'a', managedFields: [{}] },
    spec: { containers: [{ name: 'c', image: 'i', env: [{ name: 'PASSWORD', value: 'hunter2' }] }] },
  };
  expect(picked(POD, pod)).toEqual({
    metadata: { name: 'a' },
    spec: { containers: [{ name: 'c', env: [{ name: 'PASSWORD' }] }] },
  });
  expect(picked(POD, { metadata: {} })).toBeUndefined();
});
