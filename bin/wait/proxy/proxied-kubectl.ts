import { parsedJson } from '../../../lib/manifests/json';
import { at, records, text } from '../../../lib/manifests/shape';
import type { KubectlOptions, KubectlResult, KubectlRunner } from '../kubectl';
import { type Asked, askedBy } from './asked';
import { type ApiAnswer, type ApiReader, openReader } from './reader';
import { pathsOf, readResources } from './resources';

/**
 * Runs kubectl commands, and reads objects and logs through one `kubectl proxy`. A kubectl for each would start a plugin for
 * credentials each time: the AWS CLI takes about a second for a token. What the API server refuses is asked again with kubectl, whose
 * words say why.
 */
export class ProxiedKubectl implements KubectlRunner {
  private reader?: Promise<ApiReader | undefined>;
  private resources?: ReturnType<typeof readResources>;

  constructor(
    private readonly kubectl: KubectlRunner,
    private readonly open: (kubectl: KubectlRunner) => Promise<ApiReader | undefined> = openReader,
  ) {}

  /** Runs a command to its end. */
  public async run(args: readonly string[], options: KubectlOptions = {}): Promise<KubectlResult> {
    // A command with options is ended, watched or fed by its caller.
    const asked = Object.values(options).some((one) => one !== undefined) ? undefined : askedBy(args);
    return (asked && (await this.read(asked).catch(() => undefined))) ?? this.kubectl.run(args, options);
  }

  /** Ends the proxy. */
  public async close(): Promise<void> {
    (await this.reader)?.close();
  }

  private async read(asked: Asked): Promise<KubectlResult | undefined> {
    this.reader ??= this.open(this.kubectl);
    const reader = await this.reader;
    if (!reader) return undefined;
    const { raw, seconds } = asked;
    if (raw !== undefined) return printed(await reader.get(raw, { seconds, accept: '*/*' }));
    this.resources ??= readResources(reader);
    const paths = pathsOf(asked, (await this.resources) ?? []);
    if (!paths) return undefined;
    const found = await Promise.all(paths.map((path) => objectsAt(reader, path, seconds)));
    if (!found.every((one) => one !== undefined)) return undefined;
    const items = found.flat();
    const isOne = asked.names.length === 1;
    return { status: 0, stdout: '', stderr: '', printed: isOne ? (items[0] as object) : listOf(items) };
  }
}

const listOf = (items: readonly object[]): object => ({ apiVersion: 'v1', kind: 'List', items });

/** Result that kubectl has for an answer that is printed as it is; undefined if the answer is not the API server's. */
function printed({ status, text: body }: ApiAnswer): KubectlResult | undefined {
  if (status === 200) return { status: 0, stdout: body, stderr: '' };
  const answer = parsedJson(body);
  const message = text(at(answer, 'message'));
  if (at(answer, 'kind') !== 'Status' || message === undefined) return undefined;
  const reason = text(at(answer, 'reason'));
  const stderr = `Error from server${reason === undefined ? '' : ` (${reason})`}: ${message}\n`;
  return { status: 1, stdout: '', stderr };
}

/** Objects of a path: one, or all pages of a list; undefined if the API server does not give them. */
async function objectsAt(reader: ApiReader, path: string, seconds?: number): Promise<object[] | undefined> {
  const items: object[] = [];
  for (let next = ''; ;) {
    const answer = await reader.get(next === '' ? path : `${path}&continue=${encodeURIComponent(next)}`, { seconds });
    const body = answer.status === 200 ? parsedJson(answer.text) : undefined;
    const kind = text(at(body, 'kind'));
    if (kind === undefined) return undefined;
    if (!kind.endsWith('List') || at(body, 'items') === undefined) return [body as object];
    // Objects of a list have no kind of their own.
    const own = { apiVersion: at(body, 'apiVersion'), kind: kind.replace(/List$/, '') };
    items.push(...records(at(body, 'items')).map((item) => ({ ...own, ...item })));
    next = text(at(body, 'metadata.continue')) ?? '';
    if (next === '') return items;
  }
}
