import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort } from '../../helpers/nginx';
import { program } from '../../helpers/programs';
import { waitFor } from './wait';

/** One real broker of Kafka on loopback, which is its own controller. */
export class RigKafka {
  private port = 0;
  private child?: ChildProcess;

  /** @param folder folder of its data, its configuration and its log */
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  /** Address of the broker. */
  public get broker(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Starts it, with the data that it has, and waits until it answers. */
  public async start(): Promise<void> {
    this.port ||= await freePort();
    const file = join(this.folder, 'server.properties');
    if (!existsSync(file)) {
      writeFileSync(file, await this.properties());
      const id = 'MkU3OEVBNTcwNTJENDM2Qg';
      this.run('kafka.tools.StorageTool', ['format', '-t', id, '-c', file]);
    }
    const log = openSync(join(this.folder, 'kafka.log'), 'a');
    this.child = spawn(program('java'), ['-Xmx384m', ...this.javaOptions, 'kafka.Kafka', file], {
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    await waitFor(
      () => this.answers(),
      120,
      () => readFileSync(join(this.folder, 'kafka.log'), 'utf8').slice(-1000),
    );
  }

  /** Makes topics of some partitions. */
  public makeTopics(names: readonly string[], partitions: number): void {
    for (const name of names) {
      this.run('org.apache.kafka.tools.TopicCommand', [
        ...['--bootstrap-server', this.broker, '--create', '--topic', name],
        ...['--partitions', String(partitions), '--replication-factor', '1'],
      ]);
    }
  }

  /** Writes lines to a topic, each a message. */
  public produce(topic: string, lines: readonly string[]): void {
    const name = 'org.apache.kafka.tools.ConsoleProducer';
    this.run(name, ['--bootstrap-server', this.broker, '--topic', topic], lines.map((line) => `${line}\n`).join(''));
  }

  /** Kills it without warning. */
  public async kill(): Promise<void> {
    const { child } = this;
    if (!child) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  private get javaOptions(): string[] {
    return ['-XX:+UseSerialGC', '-cp', join(program('kafka'), 'libs', '*')];
  }

  private run(name: string, args: readonly string[], input = ''): void {
    const { status, stdout, stderr } = spawnSync(program('java'), ['-Xmx128m', ...this.javaOptions, name, ...args], {
      encoding: 'utf8',
      input,
    });
    if (status !== 0) throw new Error(`${name}: ${stdout}${stderr}`);
  }

  private async answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
  }

  private async properties(): Promise<string> {
    const controller = `127.0.0.1:${await freePort()}`;
    const one = ['offsets.topic', 'transaction.state.log', 'share.coordinator.state.topic'];
    return [
      'process.roles=broker,controller',
      'node.id=1',
      `controller.quorum.voters=1@${controller}`,
      `listeners=PLAINTEXT://${this.broker},CONTROLLER://${controller}`,
      `advertised.listeners=PLAINTEXT://${this.broker}`,
      'controller.listener.names=CONTROLLER',
      `log.dirs=${join(this.folder, 'data')}`,
      'auto.create.topics.enable=false',
      'group.initial.rebalance.delay.ms=0',
      ...one.map((topic) => `${topic}.replication.factor=1`),
      'transaction.state.log.min.isr=1',
      'share.coordinator.state.topic.min.isr=1',
    ].join('\n');
  }
}
