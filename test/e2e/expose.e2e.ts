import { type ChildProcess, spawn } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCharts, objectOf } from '../helpers/charts';
import { freePort, GatewayUnderTest } from '../helpers/nginx';
import { describeWith, program } from '../helpers/programs';
import { Authority } from './rig/certificates';
import { FolderSource } from './rig/folder-source';
import { SingleLoki } from './rig/single-loki';
import { TlsDoor } from './rig/tls-door';
import { sleep, waitFor } from './rig/wait';

const PASSWORDS = { 'writer-password': 'write-me', 'reader-password': 'read-me' };
const HUB = makeCharts({
  tenants: ['platform', 'edge'],
  expose: {
    host: 'loki.example.com',
    by: 'alb',
    certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab',
    vpcCidrs: ['10.0.0.0/16'],
  },
});
const URL_OF_HUB = HUB.loki.exposure?.url ?? '';
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

/** The collector of another cluster sends through TLS to the rendered gateway, by the URL of its door. */
describeWith(['loki', 'alloy', 'nginx', 'busybox', 'openssl'], 'another cluster sends to this one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'expose-'));
  const children: ChildProcess[] = [];
  let [loki, gateway, door, right, wrong] = [] as unknown as [
    SingleLoki,
    GatewayUnderTest,
    TlsDoor,
    Authority,
    Authority,
  ];

  beforeAll(async () => {
    loki = new SingleLoki(join(folder, 'loki'), '127.0.0.1');
    await loki.start();
    const programs = { nginx: program('nginx'), busybox: program('busybox') };
    gateway = new GatewayUnderTest(programs, objectOf(HUB, 'ConfigMap', 'loki-gateway').data);
    await gateway.prepare(PASSWORDS);
    await gateway.start({ distributor: Number(new URL(loki.url).port) });
    [right, wrong] = [new Authority(join(folder, 'right'), 'right'), new Authority(join(folder, 'wrong'), 'wrong')];
    door = new TlsDoor(right.sign('localhost', 'DNS:localhost'), new URL(gateway.url));
    await door.open();
  });

  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await door?.close();
    gateway?.stop();
    loki?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A collector of another cluster: its folder of logs, its file with the authority, and its metrics. */
  async function spoke(name: string, tenant: string, ca: string) {
    const own = join(folder, name);
    for (const each of ['in', 'hub/password', 'hub/ca']) mkdirSync(join(own, each), { recursive: true });
    writeFileSync(join(own, 'hub/password/password'), PASSWORDS['writer-password']);
    writeFileSync(join(own, 'hub/ca/ca.crt'), ca);
    const off = { journal: false, audit: false, cloudInit: false, pods: false, events: false };
    const { alloy } = makeCharts(
      { tenants: ['local'] },
      {
        clusterName: name,
        alloySources: off,
        alloyExtraSources: [new FolderSource(join(own, 'in'))],
        alloyPipeline: {
          destinations: [
            { here: false },
            {
              name: 'hub',
              loki: {
                url: URL_OF_HUB,
                tenant,
                username: HUB.loki.endpoint.writer.username,
                passwordSecret: { name: 'hub', key: 'password' },
                ca: { secret: 'hub' },
              },
            },
          ],
        },
      },
    );
    const config = (alloy.configs['alloy'] ?? '')
      .replaceAll('/etc/alloy-destinations', own)
      .replaceAll(URL_OF_HUB, door.url);
    const file = join(own, 'config.alloy');
    writeFileSync(file, config);
    const port = await freePort();
    const log = openSync(join(own, 'alloy.log'), 'a');
    const args = ['run', file, `--storage.path=${join(own, 'data')}`, `--server.http.listen-addr=127.0.0.1:${port}`];
    const env = { ...process.env, NODE_NAME: 'node-1' };
    children.push(spawn(program('alloy'), [...args, '--disable-reporting'], { stdio: ['ignore', log, log], env }));
    closeSync(log);
    const output = () => readFileSync(join(own, 'alloy.log'), 'utf8').slice(-2000);
    const url = `http://127.0.0.1:${port}`;
    await waitFor(async () => (await fetch(`${url}/-/ready`).catch(() => undefined))?.status === 200, 60, output);
    return {
      output,
      trust: (authority: string) => writeFileSync(join(own, 'hub/ca/ca.crt'), authority),
      write: (run: string, count: number) =>
        appendFileSync(
          join(own, 'in', 'ns_pod_main.log'),
          numbers(count)
            .map((number) => `${new Date().toISOString()} stdout F ${run} ${number}\n`)
            .join(''),
        ),
      metrics: async () => (await fetch(`${url}/metrics`)).text(),
    };
  }

  /** Numbers of the lines of a run that Loki has. */
  const numbersOf = async (run: string, count: number, output: () => string): Promise<number[]> => {
    const lines = await loki.arrived('edge', `{job="folder"} |= "${run} "`, count, output);
    return lines.map(({ text }) => Number(text.split(' ')[1])).sort((a, b) => a - b);
  };

  test('with the right authority every line arrives once, with the label of its own cluster', async () => {
    const edge = await spoke('edge-1', 'edge', right.cert);
    edge.write('right', 500);
    expect(await numbersOf('right', 500, edge.output)).toEqual(numbers(500));
    const [line] = await loki.lines('edge', '{job="folder"}');
    expect(line?.labels).toMatchObject({ cluster: 'edge-1' });
  });

  test('the door is away for 30 seconds: no line is lost or doubled', async () => {
    const edge = await spoke('edge-2', 'edge', right.cert);
    edge.write('before', 10);
    await numbersOf('before', 10, edge.output);
    await door.close();
    edge.write('away', 2000);
    await sleep(30);
    expect(await loki.lines('edge', '{job="folder"} |= "away "')).toEqual([]);
    await door.open();
    expect(await numbersOf('away', 2000, edge.output)).toEqual(numbers(2000));
  });

  test('with a wrong authority nothing is sent, and every line arrives once it is right', async () => {
    const edge = await spoke('edge-3', 'edge', wrong.cert);
    edge.write('wrong', 300);
    await waitFor(async () => /loki_write_batch_retries_total\{.*\} [1-9]/.test(await edge.metrics()), 30, edge.output);
    expect(await loki.lines('edge', '{job="folder"} |= "wrong "')).toEqual([]);
    edge.trust(right.cert);
    expect(await numbersOf('wrong', 300, edge.output)).toEqual(numbers(300));
  });

  test('a tenant that the hub does not have is refused with 403, and its lines are counted as dropped', async () => {
    const edge = await spoke('edge-4', 'elsewhere', right.cert);
    edge.write('unknown', 50);
    await waitFor(
      async () => /loki_write_dropped_entries_total\{.*reason="ingester_error".*\} 50/.test(await edge.metrics()),
      30,
      edge.output,
    );
    expect(edge.output()).toContain('403');
    for (const tenant of ['platform', 'edge', 'elsewhere']) {
      expect(await loki.lines(tenant, '{job="folder"} |= "unknown "')).toEqual([]);
    }
  });
});
