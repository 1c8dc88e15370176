import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { eksLoki, oneLine, ROOT, withoutAws, workFolder } from '../../helpers/cli';
import { READS, FakeKubectl } from '../../helpers/fake-kubectl';

jest.setTimeout(60_000);

const text = (
  hub: string,
  spoke: string,
) => `import { AWAY, HUB, SPOKE } from '${join(ROOT, 'test/lib/environment/hub/setups')}';
export default { prod: { ...HUB, ${hub} }, shop: { ...SPOKE, ${spoke} }, edge: AWAY };
`;

/** Runs a command on a hub, its spoke, and an environment whose Loki is in no other. */
function run(args: string[], { hub = '', spoke = '', input, env = {} }: Setup = {}) {
  const folder = workFolder(text(hub, spoke));
  const all = [...args, '--environments', 'environments.ts'];
  return { ...eksLoki(all, folder, withoutAws({ COLUMNS: '1000', ...env }), input), folder };
}

interface Setup {
  readonly hub?: string;
  readonly spoke?: string;
  readonly input?: string;
  readonly env?: Record<string, string>;
}

const IN_KUBERNETES = "credentials: { from: 'kubernetes-secret' }";

test('render writes a spoke alone, with what must exist for it', () => {
  const { status, stdout, stderr } = run(['render', 'shop']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(oneLine(stdout)).toContain('the Loki at https://logs.example.com');
  expect(stdout).toContain('secret arn:aws:secretsmanager:us-east-1:111122223333:secret:loki/prod/shop/password');
  expect(stdout).toContain('IAM role arn:aws:iam::444455556666:role/loki-shop.alloy-eu-west-1, which reads it');
  expect(stdout).not.toMatch(/bucket|Grafana/i);
});

test('a spoke whose Loki is nowhere writes nothing', () => {
  const { status, stderr } = run(['render', 'shop'], { spoke: "loki: { of: 'prd' }" });
  expect(status).toBe(1);
  expect(stderr).toContain(
    'error environments.shop.loki.of: prd is not an environment of this file; did you mean prod?',
  );
});

test('synth writes one stack of a spoke, and the policies of its hub though only the hub is named', () => {
  const { status, stdout } = run(['synth', 'prod', '--json']);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject([{ environment: 'prod', stacks: 2 }]);
  expect(JSON.parse(run(['synth', 'shop', '--json']).stdout)).toMatchObject([{ environment: 'shop', stacks: 1 }]);
});

test('check finds nothing in both', () => {
  const { status, stdout } = run(['check', 'prod', 'shop', 'edge']);
  expect(status).toBe(0);
  expect(stdout).not.toMatch(/error /);
});

describe('logcli', () => {
  test('queries the hub, in the tenant of the spoke, by its door', () => {
    const { status, stdout } = run(['logcli', 'shop']);
    expect(status).toBe(0);
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      "export LOKI_ADDR='https://logs.example.com'",
      "export LOKI_USERNAME='reader'",
      "export LOKI_ORG_ID='edge'",
    ]);
    expect(stdout).toContain('--region us-east-1 --secret-id loki/prod/reader ');
  });

  test('of a Loki that is in no environment names its address', () => {
    const { status, stderr } = run(['logcli', 'edge']);
    expect(status).toBe(1);
    expect(oneLine(stderr)).toBe(
      'error environments.edge.loki.url: its lines are at https://logs.example.com, in tenant edge, which belongs to no environment of this file; set LOKI_ADDR=https://logs.example.com, LOKI_ORG_ID, and LOKI_USERNAME and LOKI_PASSWORD of a reader there',
    );
  });
});

describe('credentials', () => {
  const value = (password: string) => Buffer.from(password).toString('base64');
  const secret = (data: object) => JSON.stringify({ kind: 'Secret', data });
  const shared = { hub: IN_KUBERNETES, spoke: 'canary: true' };

  test('copies the passwords that the spoke needs from the Secret of the hub, and no others', () => {
    const data = {
      'shop-password': value('of-shop'),
      'reader-password': value('of-reader'),
      'writer-password': value('no'),
    };
    const { status, stdout } = run(['credentials', 'shop'], { ...shared, input: secret(data) });
    expect(status).toBe(0);
    const secrets = parseAllDocuments(stdout)
      .map((document) => document.toJS() as { kind: string; metadata: { namespace: string }; data?: object })
      .filter(({ kind }) => kind === 'Secret');
    expect(secrets.map(({ metadata, data: own }) => [metadata.namespace, own])).toEqual([
      ['alloy', { 'shop-password': value('of-shop') }],
      ['loki-canary', { 'reader-password': value('of-reader') }],
    ]);
  });

  test('refuses another Secret, naming the passwords that it lacks and none that it has', () => {
    const { status, stdout, stderr } = run(['credentials', 'shop'], {
      ...shared,
      input: secret({ 'writer-password': value('hidden') }),
    });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(
      'standard input: has no shop-password, or it is empty; pipe in the Secret of a gateway with the user shop',
    );
    expect(stderr).toContain('standard input: has no reader-password, or it is empty');
    expect(stderr).not.toContain('hidden');
  });

  test('without one says where it is, and passwords are changed at the hub', () => {
    expect(oneLine(run(['credentials', 'shop'], { ...shared, input: '' }).stderr)).toContain(
      "not the gateway's Secret; pipe it in: kubectl --context CONTEXT-OF-PROD -n loki get secret loki-credentials -o json | eks-loki credentials shop",
    );
    const { status, stderr } = run(['credentials', 'shop', '--rotate', 'add'], shared);
    expect(status).toBe(2);
    expect(stderr).toContain('--rotate: add, and the passwords are those of prod; change them there');
  });
});

describe('smoke', () => {
  test('needs a password that is in AWS, or in this cluster', () => {
    const { status, stderr } = run(['smoke', 'shop'], { hub: IN_KUBERNETES });
    expect(status).toBe(1);
    expect(oneLine(stderr)).toBe(
      'error environments.shop.loki: its lines are read at prod, with a password that is neither in AWS Secrets Manager nor in this cluster; search them there: npx eks-loki logcli shop; or give this environment a canary, which brings the password here',
    );
  });
});

describe('commands about a Loki', () => {
  test.each([
    [
      ['roll'],
      'Kubernetes restarts all of its pods by itself; run npx eks-loki wait shop, and for its Loki run npx eks-loki roll prod',
    ],
    [['migrate', 'zones'], 'it has no ingesters that move; run npx eks-loki migrate zones prod'],
  ])('%j refuses a spoke, and names its hub', (command, rest) => {
    const { status, stdout, stderr } = run([...command, 'shop']);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(oneLine(stderr)).toBe(`error environments.shop.loki.of: its Loki is that of prod, so ${rest}`);
  });

  test('refuse a Loki that is in no environment', () => {
    const { status, stderr } = run(['migrate', 'zones', 'edge']);
    expect(status).toBe(1);
    expect(oneLine(stderr)).toBe(
      'error environments.edge.loki.url: its Loki is at https://logs.example.com, so it has no ingesters that move; name an environment that has a Loki',
    );
  });
});

describe('doctor', () => {
  const SHOP = 'arn:aws:eks:eu-west-1:444455556666:cluster/shop';

  test('looks at the parts of a spoke that are in its cluster', () => {
    const kubectl = new FakeKubectl({ cluster: SHOP });
    const { status, stdout } = run(['doctor', 'shop', '--json', '--hop', 'identity,node'], {
      env: kubectl.env as Record<string, string>,
    });
    const { environment, hops, unseen } = JSON.parse(stdout) as Record<string, unknown>;
    expect({ status, environment, unseen }).toMatchObject({
      status: 0,
      environment: 'shop',
      unseen: [{ what: 'AWS' }],
    });
    expect(hops).toEqual([
      { name: 'identity', state: 'unclear' },
      { name: 'node', state: 'healthy' },
    ]);
    // Only reads, and nothing of a Loki.
    expect(kubectl.calls.filter((call) => !READS.test(call) || / loki/.test(call))).toEqual([]);
    expect(kubectl.calls.join()).toMatch(/--namespace alloy/);
  });

  test.each([
    ['shop', 'buckets,ingester', 'that of prod; run npx eks-loki doctor prod --hop buckets,ingester'],
    ['edge', 'store', 'at https://logs.example.com; name some of identity,node,agent,gateway,query'],
  ])('a part of %s that is elsewhere is misuse', (name, hop, rest) => {
    const { status, stderr } = run(['doctor', name, '--hop', hop]);
    expect(status).toBe(2);
    expect(oneLine(stderr)).toBe(`error --hop: ${name} has no ${hop}: its Loki is ${rest}`);
  });
});

describe('plan', () => {
  const bill = (name: string) => {
    const { status, stdout, stderr } = run(['plan', name, '--json']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout;
  };

  test('of a spoke has no buckets, no keys and no volume of its own', () => {
    expect(bill('shop')).not.toMatch(/"part": "(storage|requests|zones|keys)"/);
    expect(bill('shop')).toContain('"gigabytesPerDay": null');
    expect(run(['plan', 'shop']).stdout).toContain('shop: its lines go to a Loki elsewhere, eu-west-1');
    expect(bill('prod')).toMatch(/"part": "keys"/);
  });
});

describe('volumes', () => {
  test('look for the agents of a spoke, not for a gateway', () => {
    const kubectl = new FakeKubectl({ cluster: 'arn:aws:eks:eu-west-1:444455556666:cluster/shop' });
    const { stderr } = run(['volumes', 'shop'], { env: kubectl.env as Record<string, string> });
    expect(kubectl.calls.filter((call) => call.startsWith('get '))[0]).toMatch(/^get daemonsets --namespace alloy /);
    expect(stderr).not.toContain('Deployment');
  });
});
