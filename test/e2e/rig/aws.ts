import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOST } from './network';
import { program } from './programs';

const MOTO_PORT = 5000;

/** An object of a bucket. */
export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
}

/**
 * S3 and STS of one region: moto, behind nginx with the names and the port AWS has. Programs trust its certificate by
 * `SSL_CERT_FILE`, and find it by DNS; nothing in their configuration says that it is not AWS.
 */
export class RigAws {
  /** The certificate programs must trust. */
  public readonly certificate: string;

  private moto?: ChildProcess;
  private nginx?: ChildProcess;

  constructor(
    private readonly folder: string,
    private readonly region: string,
  ) {
    mkdirSync(folder, { recursive: true });
    this.certificate = join(folder, 'aws.crt');
  }

  /** Address of a host name of AWS; nothing for others. */
  public addressOf(name: string): string | undefined {
    const hosts = this.hosts.map((host) => host.replace('*.', '.'));
    return hosts.some((host) => name === host || (host.startsWith('.') && name.endsWith(host))) ? HOST.aws : undefined;
  }

  /** Starts it, with empty buckets. */
  public async start(buckets: readonly string[]): Promise<void> {
    this.makeCertificate();
    const log = createWriteStream(join(this.folder, 'moto.log'));
    this.moto = spawn(
      process.env.E2E_PYTHON as string,
      ['-m', 'moto.server', '-H', HOST.aws, '-p', String(MOTO_PORT)],
      { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env.PATH, AWS_DEFAULT_REGION: this.region } },
    );
    this.moto.stdout?.pipe(log);
    this.moto.stderr?.pipe(log);
    for (const bucket of buckets) await this.makeBucket(bucket);
    this.connect();
  }

  /** Lets requests reach AWS again. */
  public connect(): void {
    const file = join(this.folder, 'nginx.conf');
    writeFileSync(file, this.nginxConfig());
    this.nginx = spawn(program('nginx'), ['-e', 'stderr', '-c', file, '-g', 'daemon off;'], { stdio: 'ignore' });
  }

  /** Cuts AWS off: connections are refused. */
  public async disconnect(): Promise<void> {
    const ended = new Promise((resolve) => this.nginx?.once('exit', resolve));
    this.nginx?.kill('SIGTERM');
    await ended;
  }

  /** Stops it. */
  public stop(): void {
    this.nginx?.kill('SIGTERM');
    this.moto?.kill('SIGKILL');
  }

  /** Everything in a bucket. */
  public async list(bucket: string): Promise<StoredObject[]> {
    const objects: StoredObject[] = [];
    let after = '';
    for (;;) {
      const url = `${this.direct}/${bucket}?list-type=2&max-keys=1000&start-after=${encodeURIComponent(after)}`;
      const xml = await (await fetch(url)).text();
      const page = [...xml.matchAll(/<Contents>.*?<Key>(.*?)<\/Key>.*?<Size>(\d+)<\/Size>.*?<\/Contents>/gs)];
      objects.push(...page.map(([, key, size]) => ({ key: key as string, bytes: Number(size) })));
      after = objects.at(-1)?.key ?? '';
      if (!xml.includes('<IsTruncated>true')) return objects;
    }
  }

  /** Puts an object into a bucket. */
  public async put(bucket: string, key: string, body: Buffer): Promise<void> {
    const response = await fetch(`${this.direct}/${bucket}/${key}`, { method: 'PUT', body });
    if (!response.ok) throw new Error(`PUT ${bucket}/${key}: ${response.status} ${await response.text()}`);
  }

  /** Requests AWS saw, one a line: method, host, path, status. */
  public get requests(): string[] {
    return readFileSync(join(this.folder, 'access.log'), 'utf8').trim().split('\n');
  }

  private get direct(): string {
    return `http://${HOST.aws}:${MOTO_PORT}`;
  }

  private get hosts(): string[] {
    return [`s3.${this.region}.amazonaws.com`, `*.s3.${this.region}.amazonaws.com`, `sts.${this.region}.amazonaws.com`];
  }

  private async makeBucket(bucket: string): Promise<void> {
    // Outside us-east-1, S3 wants to be told where.
    const where = `<CreateBucketConfiguration><LocationConstraint>${this.region}</LocationConstraint></CreateBucketConfiguration>`;
    const body = this.region === 'us-east-1' ? undefined : where;
    for (let attempt = 0; attempt < 300; attempt++) {
      const response = await fetch(`${this.direct}/${bucket}`, { method: 'PUT', body }).catch(() => undefined);
      if (response?.ok) return;
      if (response) throw new Error(`cannot make bucket ${bucket}: ${response.status} ${await response.text()}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`moto did not start: ${readFileSync(join(this.folder, 'moto.log'), 'utf8')}`);
  }

  private makeCertificate(): void {
    const names = this.hosts.map((host) => `DNS:${host}`).join(',');
    execFileSync(
      program('openssl'),
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
        ...['-subj', '/CN=the AWS of a test', '-addext', `subjectAltName=${names}`],
        ...['-keyout', join(this.folder, 'aws.key'), '-out', this.certificate],
      ],
      { stdio: 'ignore' },
    );
  }

  private nginxConfig(): string {
    return `user root;
worker_processes 1;
pid ${this.folder}/nginx.pid;
events { worker_connections 4096; }
http {
  client_body_temp_path ${this.folder}/body;
  proxy_temp_path       ${this.folder}/proxy;
  fastcgi_temp_path     ${this.folder}/fastcgi;
  uwsgi_temp_path       ${this.folder}/uwsgi;
  scgi_temp_path        ${this.folder}/scgi;
  log_format aws '$request_method $host $request_uri $status';
  access_log ${this.folder}/access.log aws;
  client_max_body_size 100m;
  server {
    listen ${HOST.aws}:443 ssl;
    ssl_certificate     ${this.certificate};
    ssl_certificate_key ${join(this.folder, 'aws.key')};
    location / {
      proxy_pass http://${HOST.aws}:${MOTO_PORT};
      proxy_set_header Host $http_host;
      proxy_http_version 1.1;
    }
  }
}
`;
  }
}
