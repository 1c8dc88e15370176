import { conform, type Form } from '../wait/conform';
import { nextFor } from '../../lib/live/hints';
import { complaint, printedJson, type Kubectl } from '../wait/kubectl';
import { readNamespace } from '../wait/snapshot';
import { type Trouble, trouble, troubleOf } from '../../lib/live/trouble';
import type { SmokePath } from './path';
import { WRITER_CONTAINER, type Writer, writerPod } from './writer';

/** Runs kubectl, also while the process ends. */
export type WritingKubectl = Pick<Kubectl, 'run' | 'leave'>;

/** The pod as it runs. */
interface WriterPod {
  readonly name: string;
  readonly node: string;

  /** Folder of its files on the node, below /var/log/pods. */
  readonly folder: string;
}

const POD: Form = { metadata: { uid: 'text' }, spec: { nodeName: 'text' } };

/** The pod that writes the line, from its creation to its end. */
export class Writing {
  /** The pod. @default - it has no node yet */
  public pod?: WriterPod;

  /** True once its line is written. */
  public written = false;

  private created = false;

  constructor(
    private readonly kubectl: WritingKubectl,
    private readonly path: SmokePath,
    private readonly writer: Writer,
  ) {}

  /** Creates it; the complaint of kubectl if that fails. */
  public async create(): Promise<string | undefined> {
    const input = JSON.stringify(writerPod(this.path, this.writer));
    const result = await this.kubectl.run(['create', '--filename', '-', '--output', 'name'], { input });
    this.created = result.status === 0;
    return this.created ? undefined : complaint(result);
  }

  /** Looks whether the line is written. */
  public async isWritten(): Promise<boolean> {
    const { namespace } = this.path;
    const { name, line } = this.writer;
    if (!this.pod) {
      const result = await this.kubectl.run(['get', 'pod', name, '--namespace', namespace, '--output', 'json']);
      const read = conform(printedJson(result), POD, []) as
        { metadata?: { uid?: string }; spec?: { nodeName?: string } } | undefined;
      const [uid, node] = [read?.metadata?.uid, read?.spec?.nodeName];
      if (uid === undefined || node === undefined) return false;
      this.pod = { name, node, folder: `${namespace}_${name}_${uid}` };
    }
    const logs = await this.kubectl.run(['logs', name, '--namespace', namespace, '--container', WRITER_CONTAINER]);
    this.written = logs.status === 0 && logs.stdout.includes(line);
    return this.written;
  }

  /** Reason why it has not written the line, in words. */
  public async trouble(): Promise<string> {
    const { reason, message } = await this.found();
    return `${reason}: ${message}`;
  }

  /** The next step. */
  public async next(): Promise<string> {
    const { environment, namespace, clusterName } = this.path;
    return nextFor({
      environment: { name: environment, clusterName },
      ...{ namespace, kind: 'Pod', trouble: await this.found() },
    });
  }

  /** Deletes it. It ends by itself if that fails. */
  public async remove(): Promise<void> {
    if (this.created) await this.kubectl.run(this.deletion);
    this.created = false;
  }

  /** Deletes it while the process ends. */
  public removeNow(): void {
    if (this.created) this.kubectl.leave(this.deletion);
    this.created = false;
  }

  private get deletion(): string[] {
    const { namespace } = this.path;
    return ['delete', 'pod', this.writer.name, '--namespace', namespace, '--wait=false', '--ignore-not-found'];
  }

  private async found(): Promise<Trouble> {
    const { name } = this.writer;
    const { pods, events } = await readNamespace(this.kubectl, this.path.namespace);
    const pod = pods.find(({ metadata }) => metadata.name === name);
    const warnings = events.filter(({ type, involvedObject }) => type === 'Warning' && involvedObject.name === name);
    return pod ? troubleOf(pod, warnings) : trouble(name, 'Gone', 'somebody deleted it');
  }
}
