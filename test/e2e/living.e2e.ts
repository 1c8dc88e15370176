import environments from '../../bin/environments';
import { resolveEnvironment } from '../../lib/environment/environment';
import { describeWith } from '../helpers/programs';
import { LIVING, LivingCluster } from './rig/living/living-cluster';

describeWith(LIVING, 'dev on a living cluster', () => {
  let cluster: LivingCluster;
  let seconds = 0;

  beforeAll(async () => {
    const started = Date.now();
    cluster = new LivingCluster(resolveEnvironment('dev', environments.dev as never));
    await cluster.start();
    process.stdout.write(`the control plane runs after ${(Date.now() - started) / 1000} s\n`);
    await cluster.deploy();
    process.stdout.write(`delivered after ${(Date.now() - started) / 1000} s\n`);
    await cluster.ready(240);
    seconds = (Date.now() - started) / 1000;
    process.stdout.write(`ready after ${seconds} s\n${JSON.stringify(cluster.api.usage)}\n`);
  }, 400_000);
  afterAll(() => cluster.stop(), 60_000);

  test('is ready', () => {
    expect(seconds).toBeLessThan(300);
    process.stdout.write(cluster.api.kubectl(['get', 'pods', '-A', '-o', 'wide']).stdout);
    process.stdout.write(cluster.api.kubectl(['get', 'events', '-A']).stdout);
  });
});
