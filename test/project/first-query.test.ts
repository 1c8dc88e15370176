import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LokiEndpoint } from '../../charts/endpoint/endpoint';
import { environmentCharts } from '../../lib/environment/environment';
import { ROOT } from '../helpers/cli';
import { ENVIRONMENTS } from '../helpers/environments';

jest.setTimeout(60_000);

const ANSWER = '{"status":"success","data":{"resultType":"streams","result":[]}}';

/** The commands of a page from the port-forward to the first query. */
function commandsOf(page: string): string {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const block = text.split('```sh\n').find((part) => part.includes('/query_range')) ?? '';
  return block.slice(block.indexOf('kubectl -n loki port-forward'), block.indexOf('```')).trim();
}

/** A folder of programs that stand in for those that need a cluster or an account. */
function standIns(): string {
  const folder = mkdtempSync(join(tmpdir(), 'eks-loki-first-query-'));
  const program = (name: string, script: string) =>
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  program('kubectl', 'exit 0');
  program('aws', `echo '{"password": "s3cret", "other": ""}'`);
  return folder;
}

/** Runs commands against a gateway on a free port, and returns their output and requests. */
async function ask(commands: string): Promise<{ stdout: string; request?: IncomingMessage }> {
  let request: IncomingMessage | undefined;
  const server = createServer((incoming, response) => {
    request = incoming;
    response.end(ANSWER);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const env = { ...process.env, PATH: `${standIns()}:${process.env.PATH}`, no_proxy: '*' };
    const shell = spawn('bash', ['--norc', '-ec', commands.replace('localhost:8080', `127.0.0.1:${port}`)], { env });
    let stdout = '';
    shell.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    await new Promise((resolve) => shell.on('close', resolve));
    return { stdout, request };
  } finally {
    server.close();
  }
}

/** Paths that the gateway of dev passes on for the reader. */
function readerPaths(): RegExp[] {
  const charts = environmentCharts(ENVIRONMENTS.dev as never);
  const { data } = charts.object('ConfigMap', 'loki-gateway').toJson() as { data: Record<string, string> };
  const locations = data['nginx.conf']?.matchAll(/location ~ "(.*)" \{\s+auth_basic +"Loki: reader"/g) ?? [];
  return [...locations].map(([, pattern]) => new RegExp(pattern as string));
}

describe.each(['README.md', 'docs/getting-started.md'])('the first query of %s', (page) => {
  it('asks as the reader, for a tenant of dev, at a path that the gateway passes on', async () => {
    const { stdout, request } = await ask(commandsOf(page));
    expect(stdout).toBe(ANSWER);
    const { authorization = '', ...headers } = request?.headers ?? {};
    expect(Buffer.from(authorization.replace('Basic ', ''), 'base64').toString()).toBe('reader:s3cret');
    expect(headers[LokiEndpoint.TENANT_HEADER.toLowerCase()]).toBe('dev');
    const url = new URL(request?.url ?? '', 'http://gateway');
    expect(readerPaths().some((pattern) => pattern.test(url.pathname))).toBe(true);
    expect(url.searchParams.get('query')).toBe('{cluster="dev"}');
  });
});

test('the README and the page from zero to the first query have the same commands', () => {
  expect(commandsOf('docs/getting-started.md')).toBe(commandsOf('README.md'));
});
