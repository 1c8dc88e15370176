import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import ours from '../../../package.json';
import starter from '../../../create/package.json';
import { ROOT, run, withoutAws, workFolder } from '../../helpers/cli';
import { describeWith } from '../../helpers/programs';

const PACK = ['pack', '--ignore-scripts', '--json', '--pack-destination'];
/** Time for packages that come over the network, in milliseconds. */
const INSTALL = 300_000;

jest.setTimeout(INSTALL);

/** A tarball that npm has packed, and its package.json. */
interface Packed {
  readonly json: { readonly name: string; readonly version: string };
  readonly file: string;
  readonly bytes: Buffer;
}

function pack(folder: string, json: Packed['json'], to: string): Packed {
  const { status, stdout, stderr } = run('npm', [...PACK, to], folder);
  if (status !== 0) throw new Error(stderr);
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  return { json, file: filename, bytes: readFileSync(join(to, filename)) };
}

/** A registry that has packed packages, and sends those who ask for others to the registry of this machine. */
async function registryOf(packed: readonly Packed[], others: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(String(request.url), 'http://localhost').pathname).slice(1);
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const tarball = packed.find(({ file }) => path.endsWith(`/-/${file}`));
    const named = packed.find(({ json }) => json.name === path);
    if (tarball) response.end(tarball.bytes);
    else if (named) {
      const { json, file, bytes } = named;
      const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
      const dist = { tarball: `${origin}/${json.name}/-/${file}`, integrity };
      const versions = { [json.version]: { ...json, dist } };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ name: json.name, 'dist-tags': { latest: json.version }, versions }));
    } else response.writeHead(302, { location: new URL(String(request.url).slice(1), others).href }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** Runs npm without blocking the registry, which is in this process. */
async function npm(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<{ status: number | null; output: string }> {
  const child = spawn('npm', args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, output };
}

describeWith(['npm-registry'], 'npm init eks-loki', () => {
  let registry: Server;
  let folder: string;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    folder = workFolder();
    const tarballs = join(folder, 'tarballs');
    mkdirSync(tarballs);
    const packed = [pack(ROOT, ours, tarballs), pack(join(ROOT, 'create'), starter, tarballs)];
    const others = run('npm', ['config', 'get', 'registry'], folder, process.env).stdout.trim();
    registry = await registryOf(packed, others);
    env = withoutAws({
      npm_config_registry: `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`,
      // npm takes a package that it has run before from here.
      npm_config_cache: join(folder, 'cache'),
      npm_config_update_notifier: 'false',
      npm_config_yes: 'true',
    });
  });
  afterAll(() => {
    registry.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('installs both packages and writes a project, with the options after two hyphens', async () => {
    const args = ['logging', '--yes', '--account', '111122223333', '--region', 'us-east-1', '--tenants', 'shop,web'];
    const { status, output } = await npm(['init', 'eks-loki', '--', ...args], folder, env);
    expect(`${status} ${output}`).toMatch(/^0 /);
    expect(output).toContain('cd logging && npm install');
    expect(readdirSync(join(folder, 'logging')).sort()).toEqual(
      ['.github', '.gitignore', 'bin', 'cdk.json', 'package.json', 'tsconfig.json'].sort(),
    );
    const text = readFileSync(join(folder, 'logging/bin/environments.ts'), 'utf8');
    expect(text).toContain("tenants: ['shop', 'web']");
    const { dependencies } = JSON.parse(readFileSync(join(folder, 'logging/package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    expect(dependencies[ours.name]).toBe(`^${ours.version}`);
  });

  test('ends with the code of a wrong answer, and writes nothing', async () => {
    const args = ['other', '--yes', '--account', '111122223333', '--region', 'us-east-1', '--volume', '20'];
    const { status, output } = await npm(['init', 'eks-loki', '--', ...args], folder, env);
    expect(status).toBe(2);
    expect(output.replace(/\s+/g, ' ')).toContain('20 is not a volume');
    expect(readdirSync(folder)).not.toContain('other');
  });
});
