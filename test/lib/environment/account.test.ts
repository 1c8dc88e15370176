import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { askCaller, fillAccounts, foreignAccountProblem } from '../../../lib/environment/account';
import { withoutAws } from '../../helpers/cli';
import type { EnvironmentsProps } from '../../../lib/environment/props';

const cluster = { create: {} };

describe('account and region that are left out', () => {
  const ask = jest.fn(() => Promise.resolve({ account: '444455556666', region: 'eu-west-1' }));
  beforeEach(() => ask.mockClear());

  test('are those of the credentials, environment by environment', async () => {
    const environments: EnvironmentsProps = {
      a: { cluster },
      b: { account: '111122223333', cluster },
      c: { region: 'us-east-1', cluster },
    };
    expect(await fillAccounts(environments, ask)).toEqual({
      a: { account: '444455556666', region: 'eu-west-1', cluster },
      b: { account: '111122223333', region: 'eu-west-1', cluster },
      c: { account: '444455556666', region: 'us-east-1', cluster },
    });
    expect(ask).toHaveBeenCalledTimes(1);
  });

  test('AWS is not asked if every account and region is given', async () => {
    const environments = { a: { account: '111122223333', region: 'us-east-1', cluster } };
    expect(await fillAccounts(environments, ask)).toBe(environments);
    expect(ask).not.toHaveBeenCalled();
  });

  test('without credentials every environment that lacks them is named', async () => {
    const environments = { a: { region: 'us-east-1', cluster }, b: { account: '111122223333', cluster } };
    await expect(fillAccounts(environments, () => Promise.resolve({}))).rejects.toMatchObject({
      problems: [
        { path: 'environments.a.account', fix: expect.stringContaining('sign in (aws sso login, AWS_PROFILE)') },
        { path: 'environments.b.region', fix: expect.stringContaining('set AWS_REGION') },
      ],
    });
  });
});

test('requests that AWS slows down are no missing credentials', async () => {
  const ask = () => Promise.resolve({ region: 'eu-west-1', isThrottled: true });
  await expect(fillAccounts({ a: { cluster } }, ask)).rejects.toMatchObject({
    problems: [
      {
        path: 'environments.a.account',
        found: 'missing, and AWS throttles the requests of the account, so STS did not return it',
        fix: "write account: '111122223333', or run it again in a minute",
      },
    ],
  });
});

/** ARN of whoever asks. */
const ARN = 'arn:aws:iam::444455556666:user/me';

describe('asking AWS', () => {
  const before = { ...process.env };
  let server: Server;
  let asked: string[];

  beforeEach(async () => {
    asked = [];
    server = createServer((request, response) => {
      let body = '';
      request
        .on('data', (chunk) => (body += chunk))
        .on('end', () => {
          asked.push(body);
          response.setHeader('content-type', 'text/xml');
          response.end(
            `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
           <Arn>${ARN}</Arn><UserId>ME</UserId><Account>444455556666</Account>
           </GetCallerIdentityResult></GetCallerIdentityResponse>`,
          );
        });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    process.env = withoutAws({
      AWS_ENDPOINT_URL_STS: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'example',
    });
  });
  afterEach(() => {
    server.close();
    process.env = { ...before };
  });

  test('is GetCallerIdentity, and the region is the SDK’s', async () => {
    process.env.AWS_REGION = 'ap-southeast-2';
    expect(await askCaller()).toEqual({ account: '444455556666', region: 'ap-southeast-2', arn: ARN });
    expect(asked).toEqual([expect.stringContaining('Action=GetCallerIdentity')]);
  });

  test('works without a region, which is then not known', async () => {
    expect(await askCaller()).toEqual({ account: '444455556666', region: undefined, arn: ARN });
  });

  test('says nothing where there are no credentials', async () => {
    delete process.env.AWS_ACCESS_KEY_ID;
    expect(await askCaller()).toEqual({ account: undefined, region: undefined });
    expect(asked).toEqual([]);
  });
});

describe('credentials of another account', () => {
  const environment = { account: '111122223333' };

  test('are refused by name, with both ways to correct it', () => {
    expect(foreignAccountProblem('prod', environment, '444455556666')).toEqual({
      path: 'environments.prod.account',
      found: '111122223333, and the AWS credentials belong to account 444455556666',
      fix: "sign in to 111122223333, or write deployFrom: ['444455556666'] if that account may deploy prod",
    });
  });

  test.each([
    ['the environment’s own', environment, '111122223333'],
    ['one it names', { ...environment, deployFrom: ['444455556666'] }, '444455556666'],
    ['none', environment, undefined],
  ])('are let through where they are %s', (_what, props, credentials) => {
    expect(foreignAccountProblem('prod', props, credentials)).toBeUndefined();
  });
});
