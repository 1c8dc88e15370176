import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { cloneFolder, environmentsFile, oneLine, ROOT, run, withoutAws } from '../../helpers/cli';
import { STACKS } from '../../helpers/stacks';

const CDK = join(ROOT, 'node_modules/.bin/cdk');

describe('in a clone, without AWS', () => {
  const clone = cloneFolder();

  test('cdk ls shows the stacks of all environments, or of the one asked for', () => {
    const all = run(CDK, ['ls'], clone);
    expect(all.stdout.match(/^\S+/gm)).toEqual(STACKS);
    const one = run(CDK, ['ls', '-c', 'environment=prod'], clone);
    expect(one.stdout.match(/^\S+/gm)).toEqual(['prod/Cluster', 'prod/Storage', 'prod/Logging']);
  });
});

describe('warnings', () => {
  const open = "{ account: '111122223333', region: 'us-east-1', cluster: { create: {} } }";

  test('are printed once by cdk synth, in the layout of eks-loki, without a place in our files', () => {
    const clone = cloneFolder();
    writeFileSync(join(clone, 'environments.ts'), environmentsFile(`{ a: ${open}, b: ${open} }`));
    const args = ['synth', '--quiet', '-c', 'environments=environments.ts', 'a/Logging', 'b/Logging'];
    const { status, stdout, stderr } = run(CDK, args, clone);
    expect(status).toBe(0);
    const output = `${stdout}${stderr}`;
    expect(output.match(/\(CLUSTER-ADMINS-1\)/g)).toHaveLength(2);
    expect(output.match(/^warning environments\.[ab]\.cluster\.create\.admins:$/gm)).toHaveLength(2);
    expect(output).not.toMatch(/\.[jt]s:\d+|Annotation::/);
  });

  test('of one environment are printed alone where it is selected', () => {
    const clone = cloneFolder();
    writeFileSync(join(clone, 'environments.ts'), environmentsFile(`{ a: ${open}, b: ${open} }`));
    const { stderr } = run(CDK, ['ls', '-c', 'environments=environments.ts', '-c', 'environment=b'], clone);
    expect(oneLine(stderr).match(/warning \S+/g)).toEqual(['warning environments.b.cluster.create.admins:']);
  });
});

describe('credentials of another account', () => {
  let sts: Server;
  const calls: string[] = [];

  beforeAll(async () => {
    sts = createServer((request, response) => {
      let body = '';
      request
        .on('data', (chunk) => (body += chunk))
        .on('end', () => {
          calls.push(/Action=(\w+)/.exec(body)?.[1] ?? `${request.method} ${request.url}`);
          response.setHeader('content-type', 'text/xml');
          response.end(
            `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
           <Arn>arn:aws:iam::999988887777:user/me</Arn><UserId>ME</UserId><Account>999988887777</Account>
           </GetCallerIdentityResult></GetCallerIdentityResponse>`,
          );
        });
    });
    await new Promise<void>((resolve) => sts.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => sts.close());

  test('cdk deploy refuses, naming the environment, before it asks AWS anything else', async () => {
    const clone = cloneFolder();
    const endpoint = `http://127.0.0.1:${(sts.address() as AddressInfo).port}`;
    const env = withoutAws({
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'example',
      AWS_REGION: 'us-east-1',
      // The CLI remembers in the home folder whose credentials these are.
      CDK_HOME: clone,
    });
    const args = ['deploy', 'prod/Storage', '--require-approval', 'never'];
    const { status, output } = await new Promise<{ status: number | null; output: string }>((resolve) => {
      const child = spawn(CDK, args, { cwd: clone, env });
      let output = '';
      child.stdout.on('data', (chunk) => (output += chunk));
      child.stderr.on('data', (chunk) => (output += chunk));
      child.on('close', (code) => resolve({ status: code, output }));
    });
    expect(output).toContain(
      'environments.prod.account: 111122223333, and the AWS credentials belong to account 999988887777',
    );
    expect(status).not.toBe(0);
    expect(new Set(calls)).toEqual(new Set(['GetCallerIdentity']));
  });
});
