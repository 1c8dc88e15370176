import type { Diagnosis } from '../../lib/live/doctor/diagnose';
import { describeWith, describeWithout } from '../helpers/programs';
import { LIVING } from './rig/living/living-cluster';
import { LivingDev, PATIENCE } from './rig/living/living-dev';
import { MemoryLimit } from './rig/living/memory';
import { Operator } from './rig/living/operator';
import { sleep, waitFor } from './rig/wait';
import { clusterFaults } from './suites/doctor-cluster';
import type { Faults } from './suites/doctor-injected';
import { expectNamed } from './suites/doctor-named';
import { memoryFaults, nodeFaults } from './suites/doctor-nodes';
import type { LivingRig } from './suites/doctor-shell';

/** Most MiB, and requests to the API server of a look at a healthy cluster. */
const MOST = { mebibytes: 200, requests: 130 };

/** Report of `eks-loki doctor --json`. */
interface Report {
  readonly findings: Diagnosis['findings'];
  readonly hops: readonly { readonly name: string; readonly state: string }[];
  readonly unseen: readonly { readonly what: string }[];
}

/** The program as a user runs it, with real kubectl, on a real control plane. */
describeWith(
  [...LIVING, 'systemd-journal-remote', 'bash', 'curl'],
  'doctor, smoke and logcli on a living cluster',
  () => {
    let dev: LivingDev;
    let operator: Operator;

    beforeAll(async () => {
      dev = new LivingDev();
      await dev.start();
      operator = new Operator(dev.cluster);
    }, PATIENCE);
    afterAll(() => dev.stop(), 60_000);

    /** Looks, and prints what is said. */
    const look = async (...args: string[]): Promise<Report & typeof MOST> => {
      operator.requests();
      const { status, stdout, stderr, seconds, mebibytes } = await operator.eksLoki('doctor', 'dev', '--json', ...args);
      const requests = operator.requests().length;
      if (status === null || stdout === '') throw new Error(stderr);
      const report = JSON.parse(stdout) as Report;
      const said = report.findings.map(
        ({ hop, id, evidence, isConsequence }) => `${isConsequence ? '  follows: ' : ''}${hop} ${id}: ${evidence}`,
      );
      process.stdout.write(
        `${[`doctor took ${seconds} s, ${mebibytes} MiB and ${requests} requests`, ...said].join('\n')}\n\n`,
      );
      return { ...report, mebibytes, requests };
    };

    /** Waits until nothing is said: agents find their files in a minute, and logs of a start are over. */
    const healthy = async () => {
      let report: Awaited<ReturnType<typeof look>> | undefined;
      await waitFor(
        async () => {
          report = await look();
          if (report.findings.length === 0) return true;
          // A look takes as much of the machine as other suites need beside it.
          await sleep(10);
          return false;
        },
        420,
        () => JSON.stringify(report, null, 2),
      );
      return report as Awaited<ReturnType<typeof look>>;
    };

    test(
      'doctor sees everything, and finds every part healthy',
      async () => {
        const { hops, unseen, mebibytes, requests } = await healthy();
        expect(unseen).toEqual([]);
        expect(hops.filter(({ state }) => state !== 'healthy')).toEqual([]);
        expect(hops).toHaveLength(11);
        expect(mebibytes).toBeLessThan(MOST.mebibytes);
        expect(requests).toBeGreaterThan(20);
        expect(requests).toBeLessThan(MOST.requests);
      },
      PATIENCE,
    );

    test(
      'smoke sends a line all the way, and wait finds all workloads ready',
      async () => {
        const smoke = await operator.eksLoki('smoke', 'dev');
        expect([smoke.status, smoke.stdout + smoke.stderr]).toEqual([
          0,
          expect.stringMatching(/a line of dev arrived/),
        ]);
        const wait = await operator.eksLoki('wait', 'dev', '--timeout', '2m');
        expect([wait.status, wait.stdout + wait.stderr]).toEqual([
          0,
          expect.stringMatching(/workloads of dev are ready/),
        ]);
      },
      PATIENCE,
    );

    describeWith(['logcli'], 'logcli', () => {
      test('finds lines after the printed commands', async () => {
        const { stdout: COMMANDS } = await operator.eksLoki('logcli', 'dev');
        const query = `logcli query --quiet --limit 3 '{namespace="shop"}'`;
        const script = `trap 'kill %1' EXIT; eval "$COMMANDS"; ${query}`;
        const { stdout, stderr } = await operator.shell(script, { COMMANDS });
        expect([stdout, stderr]).toEqual([expect.stringMatching(/^(\S+ \{\} line=\d+ x+\n){3}$/), expect.any(String)]);
      });
    });

    const rig: LivingRig = { dev: () => dev, operator: () => operator };
    const testEach = (faults: Faults): void =>
      test.each(Object.entries(faults))(
        '%s: the first broken part and its fix are named',
        (_what, fault) => expectNamed(fault, look),
        PATIENCE,
      );

    testEach({ ...clusterFaults(rig), ...nodeFaults(rig) });

    test(
      'after all of them, nothing is said of the healthy cluster',
      async () => {
        await healthy();
      },
      PATIENCE,
    );

    // What components logged during the faults before is not found any more then.
    describeWithout(MemoryLimit.missing, 'limits of memory', () => testEach(memoryFaults(rig)));
  },
);
