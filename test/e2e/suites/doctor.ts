import { Aws } from '../../../bin/doctor/aws-ask';
import { gather } from '../../../bin/doctor/gather';
import { reportText } from '../../../bin/doctor/report';
import { manifestsOf } from '../../../lib/checks/checked-charts';
import { type Diagnosis, diagnose } from '../../../lib/live/doctor/diagnose';
import { environmentCharts } from '../../../lib/environment/environment';
import { criLine, podLog } from '../rig/node';
import { sleep, waitFor } from '../rig/wait';
import type { AlloyRig } from '../rig/alloy';
import { awsFaults } from './doctor-aws';
import { clientFaults } from './doctor-clients';
import type { DoctorRig, Faults, Injected } from './doctor-injected';
import { DoctorKubectl } from './doctor-kubectl';
import { expectNamed, lookUntil } from './doctor-named';
import { objectFaults } from './doctor-objects';
import { programFaults } from './doctor-programs';

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

  const rig: DoctorRig = { running, kubectl: () => kubectl };
  const FAULTS: Faults = {
    ...programFaults(rig),
    ...clientFaults(rig),
    ...awsFaults(rig),
    ...objectFaults(rig),
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
    expect(kubectl.calls.filter((call) => !/^get /.test(call))).toEqual([]);
  }, 200_000);

  test.each(Object.entries(FAULTS))(
    '%s: the first broken part and its fix are named',
    async (_what, fault) => {
      kubectl.forgetLogs();
      await expectNamed(fault, look);
    },
    240_000,
  );

  test('there are forty at least', () => expect(Object.keys(FAULTS).length).toBeGreaterThanOrEqual(40));

  test.each([
    ['no distributor', 'a wrong password of the reader', ['distributor']],
    ['a trust policy with the name of a former service account', 'a client with a former password', ['identity']],
    ['no cache of chunks', 'lines that are too old', ['distributor']],
    ['a service account without its role', 'no ruler', ['identity']],
    ['a node that does not answer', 'no querier', ['node']],
    ['an unknown tenant of the writer', 'a datasource that was deleted', ['agent']],
    ['a wrong password of the reader', 'a lifecycle that deletes the index', ['buckets']],
    ['a service account that was deleted', 'a datasource that was deleted', ['identity']],
    ['a namespace that is being deleted', 'a Service without endpoints', ['agent']],
    ['a configuration that was edited by hand', 'a lifecycle that deletes chunks too early', ['buckets']],
  ])(
    'of "%s" and "%s" the first broken part is first, and both are named',
    async (one, other, [hop]) => {
      kubectl.forgetLogs();
      const both = [one, other].map((name) => FAULTS[name] as Injected);
      const undo: (() => Promise<void>)[] = [];
      try {
        for (const fault of both) undo.unshift(await fault.inject());
        await sleep(Math.max(...both.map(({ seconds = 8 }) => seconds)));
        const findings = await lookUntil(look, ...both.map(({ first }) => first));
        expect(findings[0]?.hop).toBe(hop);
        for (const { hop: of, first } of both) {
          const named = findings.some((finding) => finding.hop === of && first.test(finding.id));
          expect([of, first.source, named]).toEqual([of, first.source, true]);
        }
      } finally {
        for (const back of undo) await back();
      }
    },
    240_000,
  );
}
