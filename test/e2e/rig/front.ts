import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { program } from '../../helpers/programs';
import { HOST } from './network';

/** Settings of a `Front`. */
export interface FrontProps {
  /** Folder of its key and certificate. */
  readonly folder: string;

  /** Name in its certificate. */
  readonly name: string;

  /** Port it listens on, at `HOST.elsewhere`. */
  readonly port: number;

  /** User and password that it accepts, as in basic authentication. */
  readonly login: string;

  /** URL of the Loki behind it. */
  readonly target: string;
}

/** HTTPS server with a password in front of a Loki elsewhere, which can be away, or answer that it has too much to do. */
export class Front {
  /** Status that it answers in place of Loki. @default - that of Loki */
  public status?: number;

  /** Statuses of all answers, with the header `x-region` and the tenant of their requests. */
  public readonly answers: { status: number; region?: string; tenant?: string }[] = [];

  private readonly server: Server;

  constructor(private readonly props: FrontProps) {
    const key = join(props.folder, 'front.key');
    execFileSync(
      program('openssl'),
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
        ...['-subj', `/CN=${props.name}`, '-addext', `subjectAltName=DNS:${props.name}`],
        ...['-keyout', key, '-out', join(props.folder, 'front.crt')],
      ],
      { stdio: 'ignore' },
    );
    this.server = createServer({ key: readFileSync(key), cert: this.certificate }, (request, response) => {
      void this.answer(request, response);
    });
  }

  /** Its certificate, which clients must trust. */
  public get certificate(): string {
    return readFileSync(join(this.props.folder, 'front.crt'), 'utf8');
  }

  /** Begins to listen. */
  public async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(this.props.port, HOST.elsewhere, resolve));
  }

  /** Ends all connections and refuses new ones. */
  public async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { authorization, 'x-region': region, 'x-scope-orgid': tenant, 'content-type': type } = request.headers;
    const isUser = authorization === `Basic ${Buffer.from(this.props.login).toString('base64')}`;
    const headers = { 'content-type': String(type), 'x-scope-orgid': String(tenant) };
    const passed = async () =>
      (await fetch(`${this.props.target}${request.url}`, { method: 'POST', headers, body: Buffer.concat(chunks) }))
        .status;
    const status = isUser ? (this.status ?? (await passed().catch(() => 502))) : 401;
    this.answers.push({ status, region: region?.toString(), tenant: tenant?.toString() });
    response.writeHead(status).end();
  }
}
