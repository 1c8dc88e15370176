import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, get, type IncomingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A request as an upstream of the gateway saw it. */
export interface SeenRequest {
  readonly component: string;
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** The rendered gateway under real nginx on loopback, with a stand-in for every component behind it. */
export class GatewayUnderTest {
  public readonly seen: SeenRequest[] = [];
  private readonly folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  private readonly servers: Server[] = [];
  private nginx?: ChildProcess;
  private port = 0;

  constructor(
    private readonly programs: { nginx: string; busybox: string },
    /** The gateway's ConfigMap, as rendered. */
    private readonly files: { 'nginx.conf': string; 'prepare.sh': string },
  ) {
    for (const folder of ['run', 'tmp', 'bin', 'credentials']) mkdirSync(join(this.folder, folder));
    for (const applet of ['mkpasswd', 'awk', 'tr']) symlinkSync(programs.busybox, join(this.folder, 'bin', applet));
  }

  /** Runs the rendered script of the `prepare` container. Returns what it says where it fails. */
  public prepare(credentials: Record<string, string>, resolvConf = 'nameserver 127.0.0.1\n'): string | undefined {
    for (const [name, text] of Object.entries(credentials)) {
      writeFileSync(join(this.folder, 'credentials', name), text);
    }
    writeFileSync(join(this.folder, 'resolv.conf'), resolvConf);
    writeFileSync(join(this.folder, 'prepare.sh'), this.files['prepare.sh']);
    const run = spawnSync(this.programs.busybox, ['sh', join(this.folder, 'prepare.sh')], {
      encoding: 'utf8',
      env: {
        PATH: `${join(this.folder, 'bin')}:${process.env.PATH}`,
        RUN_PATH: this.runPath,
        CREDENTIALS_PATH: join(this.folder, 'credentials'),
        RESOLV_CONF: join(this.folder, 'resolv.conf'),
      },
    });
    return run.status === 0 ? undefined : run.stderr.trim();
  }

  /** Folder of what `prepare` made. */
  public get runPath(): string {
    return join(this.folder, 'run');
  }

  /** What `nginx -t` says of the rendered configuration: its exit code and its words. */
  public check(): { status: number | null; output: string } {
    writeFileSync(join(this.folder, 'nginx.conf'), this.mapped(8080, 8081, {}));
    const run = spawnSync(this.programs.nginx, ['-t', '-e', 'stderr', '-c', join(this.folder, 'nginx.conf')], {
      encoding: 'utf8',
    });
    return { status: run.status, output: run.stderr };
  }

  /** Starts nginx and the stand-ins. */
  public async start(): Promise<void> {
    const ports: Record<string, number> = {};
    for (const component of ['distributor', 'query-frontend', 'ruler'])
      ports[component] = await this.standIn(component);
    this.port = await freePort();
    const config = this.mapped(this.port, await freePort(), ports);
    writeFileSync(join(this.folder, 'nginx.conf'), config);
    this.nginx = spawn(
      this.programs.nginx,
      ['-e', 'stderr', '-c', join(this.folder, 'nginx.conf'), '-g', 'daemon off; master_process off;'],
      { stdio: 'ignore' },
    );
    for (let attempt = 0; attempt < 100; attempt++) {
      if (await fetch(`http://127.0.0.1:${this.port}/healthz`).catch(() => undefined)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('nginx did not start');
  }

  /** Sends a request through the gateway. */
  public async request(
    path: string,
    options: { user?: string; tenant?: string; method?: string } = {},
  ): Promise<Response> {
    const headers: Record<string, string> = {};
    if (options.user) headers.authorization = `Basic ${Buffer.from(options.user).toString('base64')}`;
    if (options.tenant) headers['x-scope-orgid'] = options.tenant;
    const method = options.method ?? 'GET';
    return fetch(`http://127.0.0.1:${this.port}${path}`, {
      method,
      headers,
      ...(method === 'POST' ? { body: '{}' } : {}),
    });
  }

  /** Sends a path exactly as it is, which `fetch` does not, and returns the status. */
  public async rawStatus(path: string, user: string, tenant: string): Promise<number> {
    return new Promise((resolve, reject) => {
      get(
        { host: '127.0.0.1', port: this.port, path, auth: user, headers: { 'x-scope-orgid': tenant } },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      ).on('error', reject);
    });
  }

  /** Stops everything and removes the files. */
  public stop(): void {
    this.nginx?.kill('SIGKILL');
    for (const server of this.servers) {
      server.closeAllConnections();
      server.close();
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The rendered nginx.conf with this machine's folders, ports and upstreams: nothing else differs. */
  private mapped(port: number, tenantPort: number, upstreams: Record<string, number>): string {
    let config = this.files['nginx.conf']
      .replaceAll('/tmp/', `${join(this.folder, 'tmp')}/`)
      .replaceAll('/etc/nginx/run', this.runPath)
      .replaceAll('/dev/stdout', join(this.folder, 'access.log'))
      .replaceAll('/dev/stderr', 'stderr')
      .replaceAll('127.0.0.1:8081', `127.0.0.1:${tenantPort}`)
      .replace('listen [::]:8080;', '')
      .replace('listen 8080;', `listen 127.0.0.1:${port};`);
    for (const [component, upstream] of Object.entries(upstreams)) {
      config = config.replaceAll(`loki-${component}.loki.svc.cluster.local:3100`, `127.0.0.1:${upstream}`);
    }
    return config;
  }

  private async standIn(component: string): Promise<number> {
    const server = createServer((request, response) => {
      this.seen.push({ component, method: request.method ?? '', url: request.url ?? '', headers: request.headers });
      request.resume().on('end', () => response.end(component));
    });
    this.servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }
}

async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
