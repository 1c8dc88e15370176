import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that the stand-in got. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body?: Record<string, unknown>;
}

/** Token that the stand-in takes. */
export const TOKEN_OF_RIG = 'glsa_of-the-rig';

/**
 * Stand-in for the HTTP API of Grafana, as its pages describe it: datasources and folders are made once, dashboards are
 * replaced with `overwrite`, and a datasource is changed by its uid.
 */
export class GrafanaStandIn {
  /** Requests, in order. */
  public readonly asked: Asked[] = [];

  /** Objects by path. */
  public readonly stored = new Map<string, unknown>();

  /** Answer to everything. @default - as Grafana answers */
  public answer?: { readonly status: number; readonly text: string; readonly type?: string };

  private constructor(private readonly server: Server) {}

  /** Starts one on a free port. */
  public static async start(): Promise<GrafanaStandIn> {
    const server = createServer();
    const standIn = new GrafanaStandIn(server);
    server.on('request', (request: IncomingMessage, response) => {
      void bodyOf(request).then((body) => {
        const { status, text, type = 'application/json' } = standIn.respond(request, body);
        response.writeHead(status, { 'content-type': type }).end(text);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return standIn;
  }

  /** Its URL. */
  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Ends it. */
  public async stop(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }

  private respond({ method = '', url = '', headers }: IncomingMessage, body?: Record<string, unknown>) {
    this.asked.push({ method, path: url, ...(body ? { body } : {}) });
    if (this.answer) return this.answer;
    const json = (status: number, value: object) => ({ status, text: JSON.stringify(value), type: undefined });
    if (headers.authorization !== `Bearer ${TOKEN_OF_RIG}`) return json(401, { message: 'Invalid API key' });
    if (method === 'GET') return json(this.stored.has(url) ? 200 : 404, { message: 'Not found' });
    const { uid = '', dashboard } = (body ?? {}) as { uid?: string; dashboard?: { uid: string } };
    if (method === 'PUT' && !this.stored.has(url)) return json(404, { message: 'Data source not found' });
    const places: Readonly<Record<string, string>> = {
      '/api/datasources': `/api/datasources/uid/${uid}`,
      '/api/folders': `/api/folders/${uid}`,
      '/api/dashboards/db': `/api/dashboards/uid/${dashboard?.uid}`,
    };
    const place = method === 'PUT' ? url : places[url];
    if (place === undefined) return json(404, { message: 'Not found' });
    const replaces = method === 'PUT' || body?.['overwrite'] === true;
    if (this.stored.has(place) && !replaces) return json(409, { message: 'already exists' });
    this.stored.set(place, body);
    return json(200, {});
  }
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  let text = '';
  for await (const part of request) text += String(part);
  return text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>);
}
