import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, ListObjectsV2Command, PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleWithWebIdentityCommand } from '@aws-sdk/client-sts';
import type { Environment } from '../../../lib/environment/environment';
import { clientsOf, type Credentials } from '../aws/clients';
import { LocalAws } from '../aws/local-aws';
import { deployAccount, makeOperator } from './account';
import { type Account, issuerIn, tokenOfAccount } from './identity';
import { HOST } from './network';
import { program } from '../../helpers/programs';

/** Path of its certificate in containers. */
export const CERTIFICATE_PATH = '/etc/ssl/aws.crt';

/** Object in a bucket. */
export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
}

/**
 * S3, STS and Secrets Manager of one region with IAM enforced: the local AWS of `npm run e2e:aws` behind nginx, under
 * AWS's host names and port. Programs trust its certificate by `SSL_CERT_FILE` and find it by DNS, so their
 * configuration is that for the real AWS.
 */
export class RigAws {
  /** Certificate that programs must trust. */
  public readonly certificate: string;

  private local?: LocalAws;
  private operator?: Credentials;
  private nginx?: ChildProcess;

  /** Number of times AWS was made unreachable. */
  public outages = 0;

  constructor(
    private readonly folder: string,
    private readonly region: string,
  ) {
    mkdirSync(folder, { recursive: true });
    this.certificate = join(folder, 'aws.crt');
  }

  /** Address of a host name of AWS; undefined for other names. */
  public addressOf(name: string): string | undefined {
    const hosts = this.hosts.map((host) => host.replace('*.', '.'));
    return hosts.some((host) => name === host || (host.startsWith('.') && name.endsWith(host))) ? HOST.aws : undefined;
  }

  /** Starts it with the resources of an environment's stacks. From then on IAM is enforced. */
  public async start(environment: Environment): Promise<void> {
    this.makeCertificate();
    this.local = await LocalAws.start();
    await deployAccount(this.local, environment);
    this.operator = await makeOperator(this.local);
    await this.local.enforceIam(true);
    this.connect();
  }

  /** Lets requests reach AWS again. */
  public connect(): void {
    const file = join(this.folder, 'nginx.conf');
    writeFileSync(file, this.nginxConfig());
    this.nginx = spawn(program('nginx'), ['-e', 'stderr', '-c', file, '-g', 'daemon off;'], { stdio: 'ignore' });
  }

  /** Makes AWS unreachable: connections are refused. */
  public async disconnect(): Promise<void> {
    this.outages++;
    const ended = new Promise((resolve) => this.nginx?.once('exit', resolve));
    this.nginx?.kill('SIGTERM');
    await ended;
  }

  /** Stops it. */
  public async stop(): Promise<void> {
    this.nginx?.kill('SIGTERM');
    await this.local?.stop();
  }

  /** All objects in a bucket. */
  public async list(bucket: string): Promise<StoredObject[]> {
    const objects: StoredObject[] = [];
    let after: string | undefined;
    for (;;) {
      const command = new ListObjectsV2Command({ Bucket: bucket, StartAfter: after });
      const { Contents = [], IsTruncated } = await this.clients(this.operator).s3.send(command);
      objects.push(...Contents.map(({ Key, Size }) => ({ key: Key as string, bytes: Size ?? 0 })));
      after = objects.at(-1)?.key;
      if (!IsTruncated) return objects;
    }
  }

  /** Makes buckets and a role that may use them, of a service account of another installation. */
  public async makeFormer({ namespace, name, role }: Account, buckets: readonly string[]): Promise<void> {
    const { iam, s3 } = this.clients(this.operator);
    for (const Bucket of buckets) await s3.send(new CreateBucketCommand({ Bucket }));
    const RoleName = role?.split('/').at(-1) as string;
    const issuer = issuerIn(this.region);
    const [, account] = /:(\d{12}):/.exec(role ?? '') ?? [];
    const trust = {
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${issuer}` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { [`${issuer}:sub`]: `system:serviceaccount:${namespace}:${name}` } },
    };
    const Resource = buckets.flatMap((bucket) => [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`]);
    const policyOf = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: policyOf(trust) }));
    const PolicyDocument = policyOf({ Effect: 'Allow', Action: 's3:*', Resource });
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'buckets', PolicyDocument }));
  }

  /** Keeps former versions of the objects in a bucket. */
  public async keepVersions(Bucket: string): Promise<void> {
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await this.clients(this.operator).s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  }

  /** Credentials of the role of a service account, for a token: its own by default. */
  public async assume(account: Account, token = tokenOfAccount(account, this.region)): Promise<Credentials> {
    const command = new AssumeRoleWithWebIdentityCommand({
      RoleArn: account.role,
      RoleSessionName: account.name,
      WebIdentityToken: token,
    });
    const { Credentials: given } = await this.clients().sts.send(command);
    return {
      accessKeyId: given?.AccessKeyId as string,
      secretAccessKey: given?.SecretAccessKey as string,
      sessionToken: given?.SessionToken,
    };
  }

  /** Value of a secret, read with the role of a service account. */
  public async secret(name: string, account: Account): Promise<string> {
    const command = new GetSecretValueCommand({ SecretId: name });
    const { SecretString } = await this.clients(await this.assume(account)).secrets.send(command);
    return SecretString as string;
  }

  /** Options of clients that may read everything. */
  public get operatorOptions(): object {
    return { endpoint: this.local?.endpoint, credentials: this.operator, forcePathStyle: true };
  }

  /** Variables with which programs outside pods may read and write everything. An address has no names of buckets before it. */
  public get operatorEnv(): Record<string, string> {
    const { env, endpoint } = this.local as LocalAws;
    const { accessKeyId, secretAccessKey } = this.operator as Credentials;
    return {
      ...env,
      AWS_ENDPOINT_URL: endpoint.replace('localhost', '127.0.0.1'),
      ...{ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
    };
  }

  /** Requests that AWS received: method, host, path, status, and `signed` or `unsigned`. */
  public get requests(): string[] {
    return readFileSync(join(this.folder, 'access.log'), 'utf8').trim().split('\n');
  }

  private clients(credentials?: Credentials) {
    return clientsOf(this.local as LocalAws, credentials, this.region);
  }

  private get hosts(): string[] {
    return [`s3.${this.region}.amazonaws.com`, `*.s3.${this.region}.amazonaws.com`, `sts.${this.region}.amazonaws.com`];
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
  map $http_authorization $signature { '' unsigned; default signed; }
  log_format aws '$request_method $host $request_uri $status $signature';
  access_log ${this.folder}/access.log aws;
  client_max_body_size 100m;
  server {
    listen ${HOST.aws}:443 ssl;
    ssl_certificate     ${this.certificate};
    ssl_certificate_key ${join(this.folder, 'aws.key')};
    location / {
      proxy_pass ${this.local?.endpoint.replace('localhost', '127.0.0.1')};
      proxy_set_header Host $http_host;
      proxy_http_version 1.1;
    }
  }
}
`;
  }
}
