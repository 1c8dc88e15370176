import {
  answerProblems,
  type Answers,
  DEFAULT_ANSWERS,
  environmentOf,
  fieldOf,
  FIELDS,
  isAbout,
  itemsOf,
} from '../../../bin/init/answers';

const ANSWERS: Answers = { ...DEFAULT_ANSWERS, account: '111122223333', region: 'us-east-1' };

test('the defaults are those of the library', () => {
  expect(DEFAULT_ANSWERS).toEqual({ name: 'dev', kind: 'new', volume: '50 GB/day', retention: '28d' });
});

test('answers become an environment, which says nothing that has no effect', () => {
  expect(environmentOf(ANSWERS)).toEqual({
    account: '111122223333',
    region: 'us-east-1',
    cluster: { create: {} },
    volume: '50 GB/day',
    retention: '28d',
  });
  expect(environmentOf({ ...ANSWERS, kind: 'local', tenants: ['a'] })).toEqual({
    cluster: { local: {} },
    retention: '28d',
    tenants: ['a'],
  });
  expect(environmentOf({ ...ANSWERS, admins: ['arn:aws:iam::111122223333:role/a'] }).cluster).toEqual({
    create: { admins: ['arn:aws:iam::111122223333:role/a'] },
  });
  expect(answerProblems(ANSWERS)).toEqual([]);
  expect(answerProblems({ ...ANSWERS, kind: 'local' })).toEqual([]);
});

test('problems are those of a file that says the same, and belong to an option', () => {
  const problems = answerProblems({
    ...ANSWERS,
    name: 'Dev',
    retention: '12h',
    tenants: ['a b', 'c'],
    region: 'mars',
  });
  expect(problems.map((problem) => fieldOf(problem)?.option)).toEqual([
    '--name',
    '--region',
    '--retention',
    '--tenants',
  ]);
  expect(problems.find((problem) => isAbout(problem, FIELDS.retention))).toEqual({
    path: 'retention',
    found: '12h is shorter than the 24h index period',
    fix: 'use at least 1d',
  });
});

test('a path belongs to the field that it is in, and to no other', () => {
  const at = (path: string) => fieldOf({ path, found: '', fix: '' })?.option;
  expect(at('cluster.create.admins[1]')).toBe('--admins');
  expect(at('cluster.existing.oidcIssuer')).toBe('--oidc-issuer');
  expect(at('tenantsOf')).toBeUndefined();
  expect(at('loki.config')).toBeUndefined();
});

test('items of a text', () => {
  expect(itemsOf(' a, b ,,c,')).toEqual(['a', 'b', 'c']);
  expect(itemsOf('')).toEqual([]);
});
