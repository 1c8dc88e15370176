import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { program } from '../../helpers/programs';

/** Answer of the browser to a command, or an event. */
interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** Descriptors that the browser reads commands from and writes answers to. */
const [COMMANDS, ANSWERS] = [3, 4];

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--remote-debugging-pipe'];

/** A page in a real browser, over the pipe of its debugging protocol: no port and no network. */
export class BrowserPage {
  /** Opens a file. */
  public static async open(file: string): Promise<BrowserPage> {
    const page = new BrowserPage();
    const { targetId } = await page.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await page.send('Target.attachToTarget', { targetId, flatten: true });
    page.session = sessionId as string;
    for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await page.send(`${domain}.enable`);
    const loaded = new Promise<void>((resolve) => (page.onLoad = resolve));
    await page.send('Page.navigate', { url: pathToFileURL(file).href });
    await loaded;
    return page;
  }

  /** Exceptions, messages of the console and refusals by the policy of the page. */
  public readonly complaints: string[] = [];

  /** Addresses that it asked for. */
  public readonly requests: string[] = [];

  private readonly folder = mkdtempSync(join(tmpdir(), 'browser-'));
  private readonly browser: ChildProcess;
  private readonly waiting = new Map<number, (message: Message) => void>();
  private session: string | undefined;
  private count = 0;
  private rest = '';
  private onLoad: () => void = () => undefined;

  private constructor() {
    const options = [...FLAGS, `--user-data-dir=${this.folder}`];
    this.browser = spawn(program('chromium'), options, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    (this.browser.stdio[ANSWERS] as Readable).setEncoding('utf8').on('data', (text: string) => this.read(text));
  }

  /** Value of an expression in the page. */
  public async value<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', { expression, returnByValue: true });
    if (exceptionDetails) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`);
    return (result as { value: T }).value;
  }

  /** Ends the browser, which ends its own processes first: those of one that is killed still write to the folder. */
  public async close(): Promise<void> {
    const ended = new Promise((resolve) => this.browser.once('close', resolve));
    this.session = undefined;
    await Promise.race([this.send('Browser.close'), ended]);
    await ended;
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private send(method: string, params: object = {}): Promise<Record<string, unknown>> {
    const id = ++this.count;
    const message = { id, method, params, ...(this.session === undefined ? {} : { sessionId: this.session }) };
    return new Promise((resolve, reject) => {
      this.waiting.set(id, ({ result, error }) =>
        error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result ?? {}),
      );
      (this.browser.stdio[COMMANDS] as Writable).write(`${JSON.stringify(message)}\0`);
    });
  }

  private read(text: string): void {
    const messages = (this.rest + text).split('\0');
    this.rest = messages.pop() ?? '';
    for (const one of messages) this.handle(JSON.parse(one) as Message);
  }

  private handle(message: Message): void {
    const { id, method, params = {} } = message;
    if (id !== undefined) {
      this.waiting.get(id)?.(message);
      this.waiting.delete(id);
    } else if (method === 'Page.loadEventFired') this.onLoad();
    else if (method === 'Network.requestWillBeSent') this.requests.push((params['request'] as { url: string }).url);
    else if (
      method === 'Runtime.exceptionThrown' ||
      method === 'Runtime.consoleAPICalled' ||
      method === 'Log.entryAdded'
    ) {
      this.complaints.push(JSON.stringify(params));
    }
  }
}
