import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ApiPod } from './kubernetes-api';
import { NODE_NAME } from './pod';
import { program } from '../../helpers/programs';

const MACHINE_ID = '0123456789abcdef0123456789abcdef';
const BOOT_ID = 'fedcba9876543210fedcba9876543210';

/** Entry of the journal. */
export interface JournalEntry {
  /** Time in milliseconds since 1970. */
  readonly time: number;

  /** Fields, as systemd names them. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Files of a node that Alloy reads. */
export class FakeNode {
  private number = 0;

  constructor(private readonly root: string) {
    for (const folder of ['var/log/pods', 'var/log/audit', 'var/log/journal', 'var/lib', 'etc']) {
      mkdirSync(join(root, folder), { recursive: true });
    }
    writeFileSync(join(root, 'etc/machine-id'), `${MACHINE_ID}\n`);
  }

  /** Appends to a file. */
  public append(path: string, text: string): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    appendFileSync(file, text);
  }

  /** Path of a file on this machine. */
  public file(path: string): string {
    return join(this.root, path);
  }

  /** Adds entries to a real journal, on disk or in memory, written by `systemd-journal-remote`. */
  public journal(
    entries: readonly JournalEntry[],
    place: 'var/log/journal' | 'run/log/journal' = 'var/log/journal',
  ): void {
    const folder = join(this.root, place, MACHINE_ID);
    mkdirSync(folder, { recursive: true });
    const text = entries.map((entry) => exported(entry, ++this.number)).join('');
    const output = `--output=${join(folder, 'system.journal')}`;
    const run = spawnSync(program('systemd-journal-remote'), ['--split-mode=none', output, '-'], {
      input: text,
      encoding: 'utf8',
    });
    if (run.status !== 0) throw new Error(`systemd-journal-remote: ${run.stderr}`);
  }

  /** Pod of this node, as the API returns it. */
  public pod(namespace: string, name: string, container: string, labels: Record<string, string> = {}): ApiPod {
    const uid = `00000000-0000-0000-0000-${String(++this.number).padStart(12, '0')}`;
    return {
      metadata: { name, namespace, uid, labels },
      spec: { nodeName: NODE_NAME, containers: [{ name: container }] },
      status: { podIP: '10.42.200.1', phase: 'Running' },
    };
  }
}

/** File to which the container runtime writes a pod's lines; each restart of a container has its own. */
export function podLog({ metadata, spec }: ApiPod, container = spec.containers[0]?.name, restart = 0): string {
  return `var/log/pods/${metadata.namespace}_${metadata.name}_${metadata.uid}/${container}/${restart}.log`;
}

/** Line as the container runtime writes it, some nanoseconds after a time; part of a line if `full` is false. */
export function criLine(
  milliseconds: number,
  text: string,
  { full = true, stream = 'stdout', nanoseconds = 0 } = {},
): string {
  const time = new Date(milliseconds).toISOString().replace('Z', `${String(nanoseconds).padStart(6, '0')}Z`);
  return `${time} ${stream} ${full ? 'F' : 'P'} ${text}\n`;
}

/** Entry in the journal export format (https://systemd.io/JOURNAL_EXPORT_FORMATS/). */
function exported({ time, fields }: JournalEntry, number: number): string {
  const all = {
    __REALTIME_TIMESTAMP: `${time}000`,
    __MONOTONIC_TIMESTAMP: String(number * 1000),
    _BOOT_ID: BOOT_ID,
    _MACHINE_ID: MACHINE_ID,
    ...fields,
  };
  return `${Object.entries(all)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')}\n`;
}
