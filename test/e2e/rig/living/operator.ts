import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtClone, type CommandResult } from '../../../helpers/cli';
import { type EksLokiResult, eksLokiAt, userEnv } from './eks-loki';
import type { LivingCluster } from './living-cluster';

/** The AWS CLI as far as `eks-loki` and its how-tos use it: `aws SERVICE OPERATION --option VALUE … --query … --output text`. */
const AWS_CLI = `
import boto3, jmespath, json, os, sys
service, operation, *words = sys.argv[1:]
options = dict(zip((word[2:] for word in words[::2]), words[1::2]))
client = boto3.client(service, region_name=options.pop('region', os.environ['AWS_REGION']))
query, output = options.pop('query', '@'), options.pop('output', 'json')
names = {name: ''.join(part.title() for part in name.split('-')) for name in options}
answer = getattr(client, operation.replace('-', '_'))(**{names[name]: value for name, value in options.items()})
found = jmespath.search(query, answer)
print(found if output == 'text' else json.dumps(found, default=str))
`;

/** Somebody with the kubeconfig of a living cluster and credentials of its AWS, at a shell of this machine. */
export class Operator {
  private readonly folder: string;

  /** The program as it is built. */
  private readonly clone = builtClone();

  constructor(private readonly cluster: LivingCluster) {
    this.folder = join(cluster.folder, 'operator');
    mkdirSync(this.folder, { recursive: true });
    const script = `#!/bin/sh\nexec ${process.env.LOCAL_AWS_PYTHON} '${join(this.folder, 'aws.py')}' "$@"\n`;
    writeFileSync(join(this.folder, 'aws'), script, { mode: 0o755 });
    writeFileSync(join(this.folder, 'aws.py'), AWS_CLI);
  }

  /** Runs `eks-loki`. */
  public eksLoki(...args: string[]): Promise<EksLokiResult> {
    return eksLokiAt(this.cluster.api, args, { env: this.env, program: [join(this.clone, 'bin/eks-loki.cjs')] });
  }

  /** Runs commands in a shell. */
  public shell(script: string, more: Readonly<Record<string, string>> = {}): Promise<CommandResult> {
    const child = spawn('bash', ['-c', script], { env: { ...this.env, ...more }, cwd: this.folder, stdio: 'pipe' });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    return new Promise((resolve, reject) => {
      child.once('error', reject).once('exit', (status) => resolve({ status, stdout, stderr }));
    });
  }

  private get env(): Record<string, string> {
    const { PATH = '', ...env } = userEnv(this.cluster.api);
    return { ...this.cluster.aws.operatorEnv, ...env, PATH: `${this.folder}:${PATH}` };
  }
}
