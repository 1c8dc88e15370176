import type { Aws } from '../../../bin/init/aws';
import { collectAnswers, type GivenAnswers } from '../../../bin/init/collect';

const ISSUER = 'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E';
const KINDS = ['new', 'existing', 'local'] as const;
const PLACE = { account: '111122223333', region: 'us-east-1' };

/** AWS without credentials, but for what is given. */
const awsWith = (known: Partial<Aws> = {}): Aws => ({
  caller: () => Promise.resolve({}),
  clusters: () => Promise.resolve([]),
  cluster: () => Promise.resolve(undefined),
  principal: () => Promise.resolve(undefined),
  ...known,
});

const NEVER = awsWith({ caller: () => Promise.reject(new Error('AWS was asked')) });

/** AWS with credentials and two clusters. */
const AWS = awsWith({
  caller: () => Promise.resolve({ ...PLACE, arn: 'arn:aws:sts::111122223333:assumed-role/admin/you' }),
  clusters: () => Promise.resolve(['dev', 'main']),
  cluster: (name) => Promise.resolve({ name, oidcIssuer: ISSUER, version: '1.35' }),
  principal: () => Promise.resolve('arn:aws:iam::111122223333:role/admin'),
});

const collected = (given: GivenAnswers, aws: Aws = awsWith()) => collectAnswers(given, { aws, kinds: KINDS });

/** Answers typed in turn, and what was asked and said. */
async function typed(lines: readonly string[], given: GivenAnswers = {}, aws: Aws = AWS) {
  const rest = [...lines];
  const shown: string[] = [];
  const prompt = {
    ask: (question: string) => {
      shown.push(question);
      const line = rest.shift();
      return line === undefined ? Promise.reject(new Error(`nothing typed for ${question}`)) : Promise.resolve(line);
    },
    say: (text: string) => void shown.push(text),
    close: () => undefined,
  };
  const answers = await collectAnswers(given, { aws, prompt, kinds: KINDS });
  expect(rest).toEqual([]);
  return { answers, shown };
}

describe('without a terminal', () => {
  test('options answer, and AWS is not asked for what they say', async () => {
    const given = { name: 'prod', ...PLACE, admins: 'none', volume: '1 TB/day', retention: '7d', tenants: 'a,b' };
    expect(await collected(given, NEVER)).toMatchObject({ kind: 'new', ...PLACE, name: 'prod', tenants: ['a', 'b'] });
    expect(await collected({ ...PLACE, existing: 'main', oidcIssuer: ISSUER }, NEVER)).toMatchObject({
      kind: 'existing',
      existing: { name: 'main', oidcIssuer: ISSUER },
    });
    expect(await collected({ local: true }, NEVER)).toMatchObject({ kind: 'local', name: 'dev', retention: '28d' });
  });

  test('AWS and the defaults answer the rest', async () => {
    expect(await collected({}, AWS)).toEqual({
      name: 'dev',
      kind: 'new',
      ...PLACE,
      admins: ['arn:aws:iam::111122223333:role/admin'],
      volume: '50 GB/day',
      retention: '28d',
      tenants: [],
    });
    expect((await collected({ existing: 'main' }, AWS)).existing).toEqual({
      name: 'main',
      oidcIssuer: ISSUER,
      version: '1.35',
    });
  });

  test('a role of another account does not administer the cluster', async () => {
    expect((await collected({ account: '444455556666' }, AWS)).admins).toEqual([]);
  });

  test.each<[GivenAnswers, string[]]>([
    [
      {},
      [
        '--account: missing, and there are no AWS credentials to take it from; write --account 111122223333, or sign in (aws sso login, AWS_PROFILE)',
        '--region: missing, and the AWS configuration has none; write --region us-east-1, or set AWS_REGION',
      ],
    ],
    [
      { ...PLACE, existing: 'main' },
      [
        '--oidc-issuer: missing, and EKS could not be asked; write what this prints: aws eks describe-cluster --name main --region us-east-1 --query cluster.identity.oidc.issuer',
      ],
    ],
    [
      { ...PLACE, retention: '12h', volume: 'much', name: 'No' },
      [
        '--name: No is not a valid name; begin with a letter and use lower-case letters, digits and single hyphens',
        "--volume: much is not a volume; write MB, GB or TB a day, such as '500 GB/day'",
        '--retention: 12h is shorter than the 24h index period; use at least 1d',
      ],
    ],
    [
      { local: true, existing: 'x', region: 'us-east-1' },
      [
        '--region: us-east-1 has no effect, since a local cluster is not in AWS and has one size; leave it out',
        '--existing: x has no effect, since a local cluster is not in AWS and has one size; leave it out',
      ],
    ],
    [{ oidcIssuer: ISSUER }, [expect.stringContaining('--oidc-issuer: https://oidc.eks') as string]],
    [
      { ...PLACE, existing: 'x', admins: 'none' },
      ['--admins: none has no effect, since the cluster exists and has its own; leave it out'],
    ],
  ])('%j is refused with every problem', async (given, problems) => {
    const error = await collected(given).catch((thrown: Error) => thrown);
    expect((error as Error).message.split('\n')).toEqual(problems);
    expect((error as Error).constructor.name).toBe('UsageError');
  });

  test('an app that is deployed to AWS gets no local cluster', async () => {
    const refused = collectAnswers({ local: true }, { aws: NEVER, kinds: ['new', 'existing'] });
    await expect(refused).rejects.toThrow('--local: a CDK app deploys to AWS; leave it out, or name an empty folder');
  });
});

describe('on a terminal', () => {
  test('empty answers take what AWS says, and the defaults', async () => {
    const { answers, shown } = await typed(['', '', '', '', '', '', '', '']);
    expect(answers).toEqual(await collected({}, AWS));
    expect(shown).toContain('AWS account [111122223333]:');
    expect(shown).toContain(
      'ARNs of roles that may use kubectl, with commas, or none [arn:aws:iam::111122223333:role/admin]:',
    );
  });

  test('a question is asked again after nonsense, with what is wrong', async () => {
    const { answers, shown } = await typed([
      'Prod',
      'prod',
      '9',
      '1',
      '12',
      '',
      '',
      'me',
      'none',
      '20',
      '20 GB/day',
      '12h',
      '7d',
      'a b',
      'a, b',
    ]);
    expect(answers).toMatchObject({
      name: 'prod',
      ...PLACE,
      admins: [],
      volume: '20 GB/day',
      retention: '7d',
      tenants: ['a', 'b'],
    });
    const text = shown.join('\n').replace(/\s+/g, ' ');
    for (const wrong of [
      'Prod is not a valid name',
      '9 is not one of the numbers',
      '12 is not an AWS account',
      'me is not the ARN of a role or user',
      '20 is not a volume',
      '12h is shorter than the 24h index period',
    ]) {
      expect(text).toContain(wrong);
    }
  });

  test('a cluster is chosen by number or name', async () => {
    for (const choice of ['2', 'main']) {
      const { answers, shown } = await typed(['', '2', '', '', choice, '', '', '']);
      expect(shown).toEqual(expect.arrayContaining(['  1 dev', '  2 main', 'Name of the cluster [dev]:']));
      expect(answers).toMatchObject({ kind: 'existing', existing: { name: 'main', oidcIssuer: ISSUER } });
    }
  });

  test('a cluster whose name is a number is chosen by its name', async () => {
    const aws = { ...AWS, clusters: () => Promise.resolve(['2', 'main']) };
    const { answers } = await typed(['', '2', '', '', '2', '', '', ''], {}, aws);
    expect(answers.existing).toMatchObject({ name: '2' });
  });

  test('without credentials all is asked, and an answer is needed', async () => {
    const lines = ['', '2', '', '111122223333', 'us-east-1', 'main', 'x', ISSUER, '', '', ''];
    const { answers, shown } = await typed(lines, {}, awsWith());
    expect(answers).toMatchObject({ ...PLACE, existing: { name: 'main', oidcIssuer: ISSUER } });
    expect(shown.filter((line) => line === 'AWS account:')).toHaveLength(2);
  });

  test('what options say is not asked, and a local cluster needs two answers', async () => {
    const { shown } = await typed(['', ''], { local: true, name: 'mine' });
    expect(shown).toEqual(['How long lines are kept [28d]:', 'Tenants, with commas; empty for one:']);
  });
});
