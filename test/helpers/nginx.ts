import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, get, type IncomingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configFor } from './older-nginx';

/** Request as an upstream of the gateway received it. */
export interface SeenRequest {
  readonly component: string;
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** BusyBox applets in the image of the gateway that its script uses. */
const APPLETS = ['mkpasswd', 'awk', 'tr', 'sha256sum', 'readlink', 'ln', 'mv', 'mkdir', 'sleep'];

/** Milliseconds after which a silent connection may have nothing more to say, and requests that nginx answers meanwhile if so. */
const SILENCE = 100;
const TURNS = 5;

const pause = (milliseconds: number): Promise<undefined> =>
  new Promise((resolve) => setTimeout(() => resolve(undefined), milliseconds));

/** The rendered gateway in a real nginx on loopback, with a stand-in for every component behind it. */
export class GatewayUnderTest {
  public readonly seen: SeenRequest[] = [];
  private readonly folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  private readonly servers: Server[] = [];
  private nginx?: ChildProcess;
  private sidecar?: ChildProcess;
  private output = '';
  private complaints = '';
  private accepted = 0;
  private port = 0;

  constructor(
    private readonly programs: { nginx: string; busybox: string },
    /** Rendered ConfigMap of the gateway. */
    private readonly files: { 'nginx.conf': string; 'prepare.sh': string },
    /** Interval at which `prepare` looks for new passwords, in seconds. */
    private readonly interval = 0.1,
  ) {
    for (const folder of ['run', 'tmp', 'bin', 'credentials']) mkdirSync(join(this.folder, folder));
    for (const applet of APPLETS) symlinkSync(programs.busybox, join(this.folder, 'bin', applet));
  }

  /**
   * Runs the rendered script of the `prepare` container until nginx could start. Returns the script's output if it ends
   * instead.
   */
  public async prepare(
    credentials: Record<string, string>,
    resolvConf = 'nameserver 127.0.0.1\n',
  ): Promise<string | undefined> {
    this.setPasswords(credentials);
    writeFileSync(join(this.folder, 'resolv.conf'), resolvConf);
    writeFileSync(join(this.folder, 'prepare.sh'), this.files['prepare.sh']);
    const run = spawn(this.programs.busybox, ['sh', join(this.folder, 'prepare.sh')], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: `${join(this.folder, 'bin')}:${process.env.PATH}`,
        RUN_PATH: this.runPath,
        CREDENTIALS_PATH: join(this.folder, 'credentials'),
        RESOLV_CONF: join(this.folder, 'resolv.conf'),
        INTERVAL: String(this.interval),
      },
    });
    this.sidecar = run;
    const ended = new Promise<string>((resolve) => run.on('close', () => resolve(this.outputOfPrepare)));
    for (const stream of [run.stdout, run.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
    while (!existsSync(join(this.runPath, 'ready'))) {
      const end = await Promise.race([ended, pause(20)]);
      if (end !== undefined) return end;
    }
    return undefined;
  }

  /** Output of `prepare` so far. */
  public get outputOfPrepare(): string {
    return this.output.trim();
  }

  /** Ends `prepare` with a signal: by default that of nginx's image, which a container runtime sends. Returns its exit code. */
  public async endPrepare(signal: NodeJS.Signals = 'SIGQUIT'): Promise<number | null> {
    const { sidecar } = this;
    if (!sidecar) throw new Error('prepare was not started');
    const code = new Promise<number | null>((resolve) => sidecar.on('exit', resolve));
    sidecar.kill(signal);
    return code;
  }

  /** Replaces the mounted files, each atomically, as in a volume of Kubernetes. */
  public setPasswords(credentials: Record<string, string>): void {
    const folder = join(this.folder, 'credentials');
    for (const [name, text] of Object.entries(credentials)) {
      writeFileSync(join(this.folder, name), text);
      renameSync(join(this.folder, name), join(folder, name));
    }
    for (const name of readdirSync(folder)) if (!(name in credentials)) rmSync(join(folder, name));
  }

  /** Waits until `prepare` has reported new passwords, this many times in total. */
  public async untilTaken(times: number): Promise<void> {
    for (let attempt = 0; attempt < 1500; attempt++) {
      if (this.output.split('passwords that hold').length - 1 >= times) return;
      await pause(20);
    }
    throw new Error(`prepare did not accept the passwords: ${this.outputOfPrepare}`);
  }

  /** Its address. */
  public get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Folder of the files that `prepare` writes. */
  public get runPath(): string {
    return join(this.folder, 'run');
  }

  /** Exit code and output of `nginx -t` on the rendered configuration. */
  public check(): { status: number | null; output: string } {
    writeFileSync(join(this.folder, 'nginx.conf'), this.mapped(8080, 8081, {}));
    const run = spawnSync(this.programs.nginx, ['-t', '-e', 'stderr', '-c', join(this.folder, 'nginx.conf')], {
      encoding: 'utf8',
    });
    return { status: run.status, output: run.stderr };
  }

  /** Starts nginx, and a stand-in for each component that is not on a port of its own. */
  public async start(own: Readonly<Record<string, number>> = {}): Promise<void> {
    const ports: Record<string, number> = {};
    for (const component of ['distributor', 'query-frontend', 'ruler', 'compactor'])
      ports[component] = own[component] ?? (await this.standIn(component));
    this.port = await freePort();
    const config = this.mapped(this.port, await freePort(), ports);
    writeFileSync(join(this.folder, 'nginx.conf'), config);
    this.nginx = spawn(
      this.programs.nginx,
      ['-e', 'stderr', '-c', join(this.folder, 'nginx.conf'), '-g', 'daemon off; master_process off;'],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    this.nginx.stderr?.setEncoding('utf8').on('data', (text: string) => (this.complaints += text));
    for (let attempt = 0; attempt < 100; attempt++) {
      if (await this.isReady()) return;
      await pause(50);
    }
    throw new Error('nginx did not start');
  }

  /** Sends a request through the gateway. */
  public async request(
    path: string,
    options: { user?: string; tenant?: string; method?: string; body?: string } = {},
  ): Promise<Response> {
    const headers: Record<string, string> = {};
    if (options.user) headers.authorization = `Basic ${Buffer.from(options.user).toString('base64')}`;
    if (options.tenant) headers['x-scope-orgid'] = options.tenant;
    const method = options.method ?? 'GET';
    return fetch(`http://127.0.0.1:${this.port}${path}`, {
      method,
      headers,
      ...(method === 'POST' ? { body: options.body ?? '{}' } : {}),
    });
  }

  /**
   * Sends bytes as they are, and returns the bytes of the answer once nginx closes the connection or has nothing more to say:
   * nginx is one process, and answers several later requests meanwhile, however busy the machine is.
   */
  public async raw(text: string): Promise<string> {
    return new Promise((resolve) => {
      let answer = '';
      const socket = connect(this.port, '127.0.0.1', () => socket.write(text, 'latin1'));
      const end = () => {
        socket.destroy();
        resolve(answer);
      };
      const whenSilent = async () => {
        const before = answer;
        for (let turn = 0; turn < TURNS; turn++) await this.isReady();
        if (answer === before) end();
        else socket.setTimeout(SILENCE);
      };
      socket.setEncoding('latin1').setTimeout(SILENCE);
      socket.on('timeout', () => void whenSilent());
      socket.on('data', (more) => (answer += String(more))).on('end', end);
      socket.on('error', end);
    });
  }

  /** True if nginx answers. */
  private async isReady(): Promise<boolean> {
    const answer = fetch(`${this.url}/healthz`).then((response) => response.text());
    return answer.then(Boolean, () => false);
  }

  /** Errors and warnings of nginx so far. */
  public get errors(): string {
    return this.complaints;
  }

  /** Connections that components accepted so far. */
  public get connections(): number {
    return this.accepted;
  }

  /** Sends a path unchanged, which `fetch` does not, and returns the status. */
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

  /** Access log once it has a number of lines: nginx writes a line after its answer. */
  public async accessLog(lines: number): Promise<string[]> {
    const read = () => readFileSync(join(this.folder, 'access.log'), 'utf8').trim().split('\n');
    for (let attempt = 0; attempt < 500 && read().length < lines; attempt++) await pause(20);
    return read();
  }

  /** Stops everything and removes the files. */
  public stop(): void {
    this.sidecar?.kill('SIGKILL');
    this.nginx?.kill('SIGKILL');
    for (const server of this.servers) {
      server.closeAllConnections();
      server.close();
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The rendered nginx.conf with only folders, ports and upstreams replaced by those of this machine. */
  private mapped(port: number, tenantPort: number, upstreams: Record<string, number>): string {
    let config = configFor(this.programs.nginx, this.files['nginx.conf'])
      .replaceAll('/tmp/', `${join(this.folder, 'tmp')}/`)
      .replaceAll('/etc/nginx/run', this.runPath)
      .replaceAll('/dev/stdout', join(this.folder, 'access.log'))
      .replaceAll('/dev/stderr', 'stderr')
      .replaceAll('127.0.0.1:8081', `127.0.0.1:${tenantPort}`)
      .replaceAll('127.0.0.1:8080', `127.0.0.1:${port}`)
      .replace('listen [::]:8080;', '')
      .replace('listen 8080;', `listen 127.0.0.1:${port};`);
    for (const [component, upstream] of Object.entries(upstreams)) {
      const host = new RegExp(`loki-${component}(-headless)?\\.loki\\.svc\\.cluster\\.local:3100`, 'g');
      config = config.replace(host, `127.0.0.1:${upstream}`);
    }
    return config;
  }

  private async standIn(component: string): Promise<number> {
    // Loki takes 1 MB of headers, as Go's server does by default.
    const server = createServer({ maxHeaderSize: 1024 * 1024 }, (request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        this.seen.push({ component, method, url, headers, body });
        response.end(component);
      });
    });
    server.on('connection', () => this.accepted++);
    this.servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }
}

/** A port of loopback that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
