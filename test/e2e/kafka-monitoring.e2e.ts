import { describeWithOpenTelemetry } from '../helpers/alloy';
import { KafkaPath } from './rig/kafka-path';
import { PanelQueries, renderedDashboards } from './rig/panels';
import { RigPrometheus, type ScrapedPod } from './rig/prometheus';
import { sleep, waitFor } from './rig/wait';

/** Seconds in which alerts must fire: their windows are a minute here. */
const SECONDS = 180;

/** Lines that are written in a second. */
const LINES = 25;

describeWithOpenTelemetry(
  ['kafka', 'java', 'loki', 'nginx', 'busybox', 'prometheus'],
  'panels and alerts of Kafka in a Prometheus with the rendered files',
  () => {
    const path = new KafkaPath();
    let prometheus: RigPrometheus<ScrapedPod>;
    let writing: NodeJS.Timeout;

    beforeAll(async () => {
      await path.start();
      prometheus = new RigPrometheus(path, [], '127.0.0.1');
      await prometheus.start();
      let run = 0;
      writing = setInterval(() => path.write('shop_web-1_web', `turn${run++}`, LINES), 1000);
    }, 300_000);
    afterAll(async () => {
      clearInterval(writing);
      prometheus?.stop();
      await path.stop();
    });

    /** Alerts on Kafka that fire. */
    const firing = async (): Promise<string[]> =>
      (await prometheus.firing()).filter((name) => name.startsWith('Kafka')).sort();

    /** Waits until these alerts on Kafka fire, and no other. */
    const waitForFiring = async (...names: string[]): Promise<void> => {
      const start = Date.now();
      let found: string[] = [];
      await waitFor(
        async () => (found = await firing()).join() === names.join(),
        SECONDS,
        () => `these fire: ${found.join()}`,
      );
      process.stdout.write(`${names.join() || 'no alert'} after ${Math.round((Date.now() - start) / 1000)} s\n`);
    };

    test('every panel of Kafka has what it says', async () => {
      await sleep(75);
      const [pipeline] = renderedDashboards(path);
      const panels = pipeline?.panels ?? [];
      const start = panels.findIndex(({ title }) => title === 'Kafka');
      const end = panels.findIndex(({ type }, index) => index > start && type === 'row');
      const row = [...panels.filter(({ title }) => title === 'Sent by agents'), ...panels.slice(start + 1, end)];
      expect(row).toHaveLength(5);
      const queries = new PanelQueries(prometheus);
      const last: Record<string, (readonly [labels: Readonly<Record<string, string>>, value: number])[]> = {};
      for (const panel of row) {
        const answers = await queries.ask(panel, Math.floor(Date.now() / 1000));
        expect(answers.flatMap(({ error }) => error ?? [])).toEqual([]);
        last[panel.title] = answers.flatMap(({ series }) =>
          series.map(({ labels, values }) => [labels, Number(values.at(-1)?.[1])] as const),
        );
        process.stdout.write(`${panel.title.padEnd(40)} ${JSON.stringify(last[panel.title])}\n`);
      }
      const between = (title: string, least: number, most: number) => {
        expect(last[title]?.length).toBeGreaterThan(0);
        for (const [, value] of last[title] ?? [])
          expect([title, value >= least && value <= most]).toEqual([title, true]);
      };
      between('Sent by agents', LINES / 2, 2 * 2 * LINES);
      between('Out of Kafka, by consumer', LINES / 2, 2 * LINES);
      between('Into Kafka, less out of it', -LINES / 2, LINES / 2);
      between('Waiting in Kafka', 0, 100);
      between('Waiting for Kafka', 0, 1e7);
      expect(last['Out of Kafka, by consumer']?.map(([{ pod }]) => pod)).toEqual(['alloy-kafka-0']);
      expect(last['Waiting for Kafka']?.map(([{ pod }]) => pod).sort()).toEqual(['alloy-0', 'alloy-receivers-0']);
      expect(last['Waiting in Kafka']?.map(([{ topic }]) => topic)).toContain('logs.apps');
    });

    test('no alert on Kafka fires while lines arrive', async () => {
      expect(await firing()).toEqual([]);
    });

    test('Loki is stuck: so is the consumer, and nothing comes out of Kafka', async () => {
      path.signal('loki', 'SIGSTOP');
      await waitForFiring('KafkaConsumerStuck', 'KafkaNotRead');
      path.signal('loki', 'SIGCONT');
      await waitForFiring();
    }, 400_000);

    test('the consumer ends: nobody reads', async () => {
      path.signal('alloy-kafka', 'SIGKILL');
      await waitForFiring('KafkaNotRead');
      await path.restart('alloy-kafka');
      await waitForFiring();
    }, 400_000);

    test('the broker ends: nobody writes', async () => {
      await path.kafka.kill();
      await waitForFiring('KafkaNotWritten');
      await path.kafka.start();
      await waitForFiring();
    }, 500_000);
  },
);
