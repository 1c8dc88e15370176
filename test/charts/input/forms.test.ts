import { ROLE_ARN } from '../../../charts/input/aws-forms';
import {
  booleanProblems,
  IMAGE,
  REGISTRY,
  CLUSTER_DOMAIN,
  DAY,
  listProblems,
  missingProblems,
  NAMESPACE,
  numberProblems,
  OBJECT_NAME,
  type TextForm,
  textProblems,
} from '../../../charts/input/forms';
import { problemText } from '../../../charts/input/problems';

test.each<[string, TextForm, readonly string[], readonly string[]]>([
  ['a namespace', NAMESPACE, ['a', '0', 'a-b', 'x'.repeat(63)], ['', 'a.b', 'A', '-a', 'a-', 'x'.repeat(64)]],
  [
    'a name',
    OBJECT_NAME,
    ['a', 'a.b', 'a-b.c', 'x'.repeat(253)],
    ['a..b', 'a.-b', 'a-.b', '.a', 'x'.repeat(254), 'a_b'],
  ],
  [
    'an image',
    IMAGE,
    [
      ...[
        'loki',
        'loki:3.7.6',
        'grafana/loki:3.7.6-x_Y',
        'r.example.com:5000/a.b/c__d/e-f--g:T',
        'localhost:5000/loki',
      ],
      `docker.io/grafana/loki:3.7.6@sha256:${'0a'.repeat(32)}`,
    ],
    [
      ...[
        'a//b',
        'a..b/c',
        'a/b..c',
        'a:b:c:d',
        'a/-b',
        'a/b-',
        'a/b___c',
        'A/b',
        'a/b:',
        'a/b:-x',
        'https://a/b',
        '/a',
        'a/',
      ],
      ...[`a/${'b'.repeat(254)}`, `a/b:${'c'.repeat(129)}`, 'a/b@sha256:0a'],
    ],
  ],
  [
    'a registry',
    REGISTRY,
    ['mirror', 'r.example.com:5000', '111122223333.dkr.ecr.us-east-1.amazonaws.com/a.b/c-d'],
    ['a..b', 'a/b..c', 'a/', 'https://a', 'a:99999', 'a/b_'],
  ],
  ['a domain', CLUSTER_DOMAIN, ['local', 'cluster.local'], ['a.', 'a..b', `${'x'.repeat(64)}.a`, '-a.b']],
  [
    'a day',
    DAY,
    ['2024-02-29', '2000-02-29'],
    ['1900-02-29', '2023-02-29', '2024-06-31', '2024-1-1', '20240101', '٢٠٢٤-٠١-٠١'],
  ],
  [
    'a role',
    ROLE_ARN,
    ['arn:aws-cn:iam::111122223333:role/a', 'arn:aws:iam::111122223333:role/a/b.c@d'],
    [
      'arn:aws:iam::111122223333:role/*',
      'arn:aws:iam::1:role/a',
      'arn:aws:iam::111122223333:user/a',
      'arn:aws:iam::111122223333:role/a b',
    ],
  ],
])('%s', (_what, { faultOf }, valid, invalid) => {
  expect(valid.filter((text) => faultOf(text))).toEqual([]);
  expect(invalid.filter((text) => !faultOf(text))).toEqual([]);
});

test('what is left out has no problem, and what is wrong has one with its path', () => {
  const count = { example: '3', least: 1, most: 9 };
  expect(
    [
      ...textProblems('a', undefined, NAMESPACE),
      ...numberProblems('a', undefined, count),
      ...textProblems('text', 1n, NAMESPACE),
      ...numberProblems('number', NaN, count),
      ...numberProblems('half', 1.5, count),
      ...booleanProblems('switch', 'on'),
      ...booleanProblems('text', 'true'),
      ...numberProblems('text', '-3.5', count),
      ...listProblems('list', 'a', NAMESPACE),
      ...listProblems('list', ['a', , 'B'], NAMESPACE),
      ...missingProblems('required', undefined, "'x'"),
    ].map(problemText),
  ).toEqual([
    "text: a bigint (1n) is not a string; write one such as 'loki'",
    'number: NaN is not a number; write one such as 3',
    'half: 1.5 is not a whole number of at least 1 and at most 9; write one such as 3',
    'switch: on is not true or false; write one such as true',
    "text: 'true' is not true or false; write one such as true",
    "text: '-3.5' is not a number; write one such as 3",
    "list: a is not a list; write one such as ['loki']",
    "list[1]: null is not a string; write one such as 'loki'",
    'list[2]: B is not a valid namespace name; use at most 63 lower-case letters, digits and hyphens',
    "required: missing; write one such as 'x'",
  ]);
});
