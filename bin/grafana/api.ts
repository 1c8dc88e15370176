import { InputError, show } from '../../charts/input/problems';
import { isRecord } from '../../lib/manifests/shape';
import type { ApiDashboard, ApiDatasource, ApiFolder } from '../../lib/app/grafana-elsewhere';
import { parsedJson } from '../../lib/manifests/json';
import { UsageError } from '../terminal/problems';
import { isLoopback, parsedUrl } from '../../charts/input/url';

/** Change of something in Grafana. */
export type Outcome = 'added' | 'changed';

/** Variable with the token, as Grafana's own tools name it. */
const TOKEN = 'GRAFANA_SERVICE_ACCOUNT_TOKEN';

/** Longest time of a request, in milliseconds. */
const REQUEST_MS = 20_000;

/** Most characters of an answer in a message. */
const MAX_ANSWER = 200;

/** Advice for an address that is not the API. */
const ITSELF = 'write the URL of Grafana itself';

/**
 * The HTTP API of a Grafana (https://grafana.com/docs/grafana/latest/developers/http_api/), with the token of a service
 * account. No message contains the token or a password.
 */
export class GrafanaApi {
  private readonly url: string;
  private readonly token: string;

  /** @throws UsageError if the URL is not valid, or would send the token without TLS; InputError if the token is missing */
  constructor(url: string, token: string | undefined = process.env[TOKEN]) {
    this.url = grafanaUrl(url);
    this.token = checkedToken(token);
  }

  /** Adds a datasource, or changes the one with its uid. @throws InputError if Grafana refuses it */
  public async putDatasource({ uid, fields }: ApiDatasource, password: string | undefined): Promise<Outcome> {
    const secure = { ...(fields['secureJsonData'] as object), ...(password && { basicAuthPassword: password }) };
    const body = { ...fields, ...(Object.keys(secure).length > 0 ? { secureJsonData: secure } : {}) };
    const at = `/api/datasources/uid/${encodeURIComponent(uid)}`;
    const isThere = await this.has(at);
    await (isThere ? this.send('PUT', at, body) : this.send('POST', '/api/datasources', body));
    return isThere ? 'changed' : 'added';
  }

  /** Adds a folder, unless one has its uid. @throws InputError if Grafana refuses it */
  public async putFolder(folder: ApiFolder): Promise<void> {
    if (!(await this.has(`/api/folders/${folder.uid}`))) await this.send('POST', '/api/folders', folder);
  }

  /** Adds a dashboard to a folder, or replaces the one with its uid. @throws InputError if Grafana refuses it */
  public async putDashboard({ uid, json }: ApiDashboard, { uid: folderUid }: ApiFolder): Promise<Outcome> {
    const isThere = await this.has(`/api/dashboards/uid/${encodeURIComponent(uid)}`);
    // An id is of one Grafana alone.
    const dashboard = { ...(JSON.parse(json) as object), id: null };
    await this.send('POST', '/api/dashboards/db', { dashboard, folderUid, overwrite: true });
    return isThere ? 'changed' : 'added';
  }

  private async has(path: string): Promise<boolean> {
    const answer = await this.ask('GET', path);
    if (answer.status === 404) return false;
    return this.checked('GET', path, answer).then(() => true);
  }

  private async send(method: string, path: string, body: object): Promise<void> {
    await this.checked(method, path, await this.ask(method, path, body));
  }

  private async ask(method: string, path: string, body?: object): Promise<Response> {
    try {
      return await fetch(`${this.url}${path}`, {
        method,
        headers: {
          accept: 'application/json',
          authorization: `Bearer ${this.token}`,
          ...(body ? { 'content-type': 'application/json' } : {}),
        },
        body: body && JSON.stringify(body),
        // The token is for this address alone.
        redirect: 'manual',
        signal: AbortSignal.timeout(REQUEST_MS),
      });
    } catch (error) {
      const { message, cause } = error as Error;
      const why = cause instanceof Error ? cause.message : message;
      const fix = 'check the URL, and the network between it and this machine';
      throw new InputError([{ path: this.url, found: `does not answer: ${why}`, fix }]);
    }
  }

  private async checked(method: string, path: string, answer: Response): Promise<void> {
    const text = await answer.text();
    const type = answer.headers.get('content-type') ?? '';
    // The login page of a wrong address is a success, too.
    if (answer.ok && type.includes('json')) return;
    const problem = { path: `${this.url}${path}` };
    if (answer.ok) {
      throw new InputError([{ ...problem, found: 'answers with a page', fix: ITSELF }]);
    }
    const parsed = parsedJson(text);
    const said = isRecord(parsed) && typeof parsed['message'] === 'string' ? parsed['message'] : text;
    const why = said.replace(/\s+/g, ' ').trim().slice(0, MAX_ANSWER);
    const found = `answers ${method} with ${answer.status}${why && `: ${why}`}`;
    throw new InputError([{ ...problem, found, fix: fixOf(answer.status) }]);
  }
}

/** Advice for a status. */
function fixOf(status: number): string {
  if (status === 401)
    return `put a token that is valid into ${TOKEN}: those of Amazon Managed Grafana end after a while`;
  if (status === 403) return 'give the service account of the token the role Admin';
  if (status >= 300 && status < 400) return ITSELF;
  return "look at Grafana's log, and repeat the command";
}

/** The token without white space around it. @throws InputError if it is missing, or cannot be one */
function checkedToken(text: string | undefined): string {
  const token = text?.trim();
  const fix = 'set it to the token of a service account of Grafana with the role Admin';
  if (!token) throw new InputError([{ path: TOKEN, found: token === undefined ? 'not set' : 'empty', fix }]);
  // The error of a request with such a header would show the token.
  if (!/^[!-~]+$/.test(token)) {
    throw new InputError([
      { path: TOKEN, found: 'has a space, a line break or another character that no token has', fix },
    ]);
  }
  return token;
}

/** @throws UsageError if it is not the URL of a Grafana, or leads over a network without TLS */
function grafanaUrl(text: string): string {
  const url = parsedUrl(text);
  const example = 'https://g-0a1b2c3d4e.grafana-workspace.us-east-1.amazonaws.com';
  const fix = `write one such as ${example}`;
  if (!url) throw new UsageError([{ path: '--url', found: `${show(text)} is not a URL`, fix }]);
  // A URL may hold a password.
  if (url.username || url.password || url.search || url.hash) {
    throw new UsageError([{ path: '--url', found: 'has more than a scheme, a host and a path', fix }]);
  }
  if (!/^https?:$/.test(url.protocol)) {
    throw new UsageError([{ path: '--url', found: `${show(text)} is not a URL with https`, fix }]);
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new UsageError([{ path: '--url', found: `${show(text)} would send the token without TLS`, fix }]);
  }
  return url.href.replace(/\/+$/, '');
}
