import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Aws } from '../../../bin/doctor/aws-ask';
import { gather } from '../../../bin/doctor/gather';
import { reportText } from '../../../bin/doctor/report';
import { manifestsOf } from '../../../lib/checks/checked-charts';
import { type Diagnosis, diagnose } from '../../../lib/live/doctor/diagnose';
import { environmentCharts } from '../../../lib/environment/environment';
import type { KubernetesObject } from '../../helpers/charts';
import { push, pushTarget } from '../client';
import { criLine, podLog } from '../rig/node';
import type { Pod } from '../rig/pod';
import { sleep, waitFor } from '../rig/wait';
import type { AlloyRig } from '../rig/alloy';
import { DoctorKubectl } from './doctor-kubectl';

/** A fault that is injected, and what is said of it. */
interface Injected {
  readonly hop: string;

  /** Ids of which one is first. */
  readonly first: RegExp;
  readonly fix: RegExp;

  /** Injects it; the result takes it back. */
  readonly inject: () => Promise<() => Promise<void>>;

  /** Seconds until it can be seen. @default 8 */
  readonly seconds?: number;
}

/** `eks-loki doctor` on the real agent, gateway, Loki and IAM; only the API of the cluster stands in. */
export function doctorTests(running: () => AlloyRig): void {
  let kubectl: DoctorKubectl;
  let writes: NodeJS.Timeout;

  beforeAll(() => {
    kubectl = new DoctorKubectl(running().cluster);
    const { node, api } = running();
    const pod = node.pod('shop', 'cart-1', 'cart', { 'app.kubernetes.io/name': 'cart' });
    node.append(podLog(pod), criLine(Date.now(), 'first'));
    api.add(pod);
    writes = setInterval(() => node.append(podLog(pod), criLine(Date.now(), 'a line')), 200);
  });
  afterAll(() => clearInterval(writes));

  /** Looks, and prints what is said. */
  const look = async (): Promise<Diagnosis & { seconds: number }> => {
    const { environment, aws } = running().cluster;
    const charts = environmentCharts(environment);
    const manifests = manifestsOf(charts.manifests());
    const own = new Aws(environment.region, aws.operatorOptions);
    const start = Date.now();
    const snapshot = await gather(
      kubectl,
      { environment, charts, manifests },
      { open: kubectl.open, ask: own.ask, lookMs: 4000 },
    );
    await own.close();
    const diagnosis = diagnose(snapshot);
    process.stdout.write(`${reportText(diagnosis, snapshot, { columns: 160 })}\n\n`);
    return { ...diagnosis, seconds: (Date.now() - start) / 1000 };
  };

  const alloy = (): Pod => running().cluster.pods.find(({ name }) => name.startsWith('alloy')) as Pod;

  /** Ends pods of a component, and brings them back. */
  const away =
    (component: string, count = Infinity) =>
    async () => {
      const { cluster } = running();
      const pods = cluster.component(component).slice(0, count);
      await Promise.all(pods.map((pod) => pod.stop('SIGKILL')));
      return async () => {
        await Promise.all(pods.map((pod) => pod.start()));
        await cluster.ready(120, pods);
      };
    };

  /** Starts Alloy anew with another configuration, or other passwords, and brings the former ones back. */
  const changed = (change: () => () => void) => async () => {
    const undo = change();
    await alloy().stop();
    await alloy().start();
    return async () => {
      undo();
      await alloy().stop();
      await alloy().startReady();
    };
  };

  const alloyConfig = (change: (text: string) => string) => () => {
    const { data } = running().cluster.objects.one('ConfigMap', 'alloy', 'alloy') as KubernetesObject & {
      data: Record<string, string>;
    };
    const before = data['config.alloy'] ?? '';
    data['config.alloy'] = change(before);
    return () => void (data['config.alloy'] = before);
  };

  const wrongPassword = () => {
    const { secrets } = alloy().props.sources as unknown as {
      secrets: Record<string, Record<string, { text: string }>>;
    };
    const files = Object.values(secrets).flatMap((all) => Object.values(all));
    const before = files.map(({ text }) => text);
    for (const file of files) file.text = 'wrong';
    return () => files.forEach((file, index) => (file.text = before[index] ?? ''));
  };

  const FAULTS: Readonly<Record<string, Injected>> = {
    'no distributor': {
      hop: 'distributor',
      first: /^pod-/,
      fix: /kubectl .*loki-distributor/,
      inject: away('distributor'),
    },
    'no gateway': { hop: 'gateway', first: /^pod-/, fix: /kubectl .*loki-gateway/, inject: away('gateway') },
    'two of three ingesters': {
      hop: 'ingester',
      first: /^(pod-|ring-)/,
      fix: /kubectl .*ingester/,
      inject: away('ingester', 2),
    },
    'no agent': { hop: 'agent', first: /^pod-/, fix: /kubectl logs --namespace alloy alloy-0/, inject: away('agent') },
    'no querier': { hop: 'query', first: /^pod-/, fix: /kubectl .*loki-querier/, inject: away('querier') },
    'no cache': { hop: 'caches', first: /^pod-/, fix: /kubectl .*chunks-cache/, inject: away('chunks-cache') },
    'no compactor': { hop: 'store', first: /^pod-/, fix: /kubectl .*loki-compactor/, inject: away('compactor') },
    'a wrong password of the writer': {
      hop: 'agent',
      first: /^agent-password$/,
      fix: /rollout restart --namespace loki deployment\/loki-gateway/,
      inject: changed(wrongPassword),
    },
    'an unknown tenant of the writer': {
      hop: 'agent',
      first: /^agent-tenant$/,
      fix: /loki-gateway/,
      inject: changed(alloyConfig((text) => text.replace(/tenant_id(\s+)= "platform"/g, 'tenant_id$1= "nobody"'))),
    },
    'a configuration that Alloy refuses': {
      hop: 'agent',
      first: /^agent-config$/,
      fix: /eks-loki check/,
      inject: changed(alloyConfig((text) => `${text}\nloki.unknown "x" {\n}\n`)),
    },
    'a wrong password of the reader': {
      hop: 'query',
      first: /^query-password$/,
      fix: /rollout restart/,
      seconds: 0,
      inject: () => {
        kubectl.passwords = { 'reader-password': 'wrong' };
        return Promise.resolve(() => Promise.resolve(void (kubectl.passwords = {})));
      },
    },
    'S3 away': {
      hop: 'buckets',
      first: /^bucket-unreachable$/,
      fix: /com\.amazonaws\.us-east-1\.s3/,
      seconds: 15,
      inject: async () => {
        const { cluster } = running();
        await cluster.aws.disconnect();
        await cluster.flush();
        return async () => {
          cluster.aws.connect();
          await sleep(10);
        };
      },
    },
    'lines that are too old': {
      hop: 'distributor',
      first: /^limit-age$/,
      fix: /clock|reject_old_samples_max_age/,
      seconds: 2,
      inject: () => {
        const old = () => `${Date.now() - 30 * 86_400_000}000000`;
        const target = pushTarget(running().cluster);
        const timer = setInterval(
          () => void push(target, { job: 'e2e/old' }, [[old(), 'old']]).catch(() => undefined),
          100,
        );
        return Promise.resolve(() => Promise.resolve(clearInterval(timer)));
      },
    },
    'a full volume': {
      hop: 'ingester',
      first: /^wal-(full|filling)$/,
      fix: /eks-loki volumes/,
      seconds: 12,
      inject: () => {
        const filler = join((running().cluster.component('ingester')[0] as Pod).volume('data'), 'filler');
        fill(filler);
        return Promise.resolve(() => Promise.resolve(rmSync(filler)));
      },
    },
  };

  test('a healthy cluster has no fault, and a look takes less than 15 s', async () => {
    await waitFor(
      async () => {
        kubectl.forgetLogs();
        return (await look()).findings.length === 0;
      },
      90,
      () => 'faults are left',
    );
    kubectl.forgetLogs();
    const { seconds, hops } = await look();
    expect(seconds).toBeLessThan(15);
    expect(hops.filter(({ state }) => state === 'broken' || state === 'impaired')).toEqual([]);
    // Only reads.
    expect(kubectl.calls.filter((call) => !/^(get|logs) /.test(call))).toEqual([]);
  }, 200_000);

  test.each(Object.entries(FAULTS))(
    '%s: the first broken part and its fix are named',
    async (_what, fault) => {
      kubectl.forgetLogs();
      const takeBack = await fault.inject();
      try {
        await sleep(fault.seconds ?? 8);
        const { findings } = await look();
        expect([findings[0]?.hop, findings[0]?.id]).toEqual([fault.hop, expect.stringMatching(fault.first)]);
        expect(findings[0]?.fix.join('\n')).toMatch(fault.fix);
        expect(findings[0]?.isConsequence).toBe(false);
      } finally {
        await takeBack();
      }
    },
    240_000,
  );
}

/** Writes a file until there is no room left. */
function fill(file: string): void {
  for (const bytes of [1024 * 1024, 4096]) {
    try {
      for (;;) appendFileSync(file, Buffer.alloc(bytes));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
}
